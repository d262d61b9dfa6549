import type { Flow } from '../authoring/flow.ts';
import { DeclarationError } from '../errors.ts';
import { fingerprint } from '../kernel/index.ts';
import type { Values } from '../kernel/index.ts';
import type { RunHead } from './run-log.ts';

/**
 * What a journal is told of a new run.
 *
 * @throws {DeclarationError} when the flow's `lock` does not give a key for this input.
 */
export function headOf(flow: Flow, id: string, input: Values): Omit<RunHead, 'onConflict'> {
  const { name, version, plan } = flow;
  const head = { id, flow: name, version, fingerprint: fingerprint(plan) };
  const lock = lockOf(flow, input);
  return lock === undefined ? head : { ...head, lock };
}

function lockOf(flow: Flow, input: Values): string | undefined {
  if (flow.lock === undefined) return undefined;
  let key: unknown;
  try {
    key = flow.lock(input);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeclarationError(flow.name, `has a 'lock' that threw: ${why}`, { cause });
  }
  if (typeof key === 'string' && key !== '') return key;
  throw new DeclarationError(flow.name, `has a 'lock' that gave no key: return a text`);
}

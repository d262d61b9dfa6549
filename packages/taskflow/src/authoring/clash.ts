import type { TSchema } from 'typebox';
import { mistakes } from '../kernel/index.ts';
import type { Mistake, Plan } from '../kernel/index.ts';
import { validatorOf } from '../schema/validator.ts';
import type { Shape } from '../schema/shape.ts';
import type { Definition } from './definition.ts';

/**
 * Mistakes in the types of a flow's values, as far as their schemas show: a value that can never be
 * what its reader asks for, and a constant that is not. The compiler sees more; this is for flows
 * that were put together without it.
 */
export function clashesOf(
  plan: Plan,
  code: readonly (Definition | undefined)[],
  input: Shape,
): Mistake[] {
  const given = new Map<number, TSchema>();
  for (const { name, slot } of plan.inputs) keep(given, slot, input[name]);
  for (const atom of plan.atoms) {
    const definition = code[atom.index];
    if (definition?.kind !== 'task') continue;
    for (const { name, slot } of atom.writes) keep(given, slot, definition.provides[name]);
  }
  const found: Mistake[] = [];
  for (const atom of plan.atoms) {
    for (const read of atom.reads) {
      const asked = code[atom.index]?.requires[read.name];
      if (asked === undefined) continue;
      const problem =
        read.constant === undefined
          ? clash(given.get(read.slot), asked)
          : validatorOf(
              { [read.name]: asked },
              `task '${atom.name}'`,
            )({
              [read.name]: read.constant.value,
            })?.join('; ');
      if (problem !== undefined)
        found.push(mistakes.clash(plan.flow, read.name, atom.name, problem));
    }
  }
  return found;
}

function keep(given: Map<number, TSchema>, slot: number, schema: TSchema | undefined): void {
  if (schema !== undefined) given.set(slot, schema);
}

/** How two schemas exclude each other by their `type`, here or in a property that both have. */
function clash(given: unknown, asked: unknown, path = ''): string | undefined {
  if (given === asked || !isRecord(given) || !isRecord(asked)) return undefined;
  const from = given['type'];
  const to = asked['type'];
  if (typeof from === 'string' && typeof to === 'string' && from !== to && !isInteger(from, to)) {
    return `${from} is provided${path}, ${to} is needed`;
  }
  const properties = asked['properties'];
  if (!isRecord(properties) || !isRecord(given['properties'])) return undefined;
  for (const [name, schema] of Object.entries(properties)) {
    const problem = clash(given['properties'][name], schema, `${path} at /${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isInteger(from: string, to: string): boolean {
  return (from === 'integer' && to === 'number') || (from === 'number' && to === 'integer');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

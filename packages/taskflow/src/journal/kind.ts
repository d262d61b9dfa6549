import type { RunKind } from './journal.ts';

/** A flow, its version and what it is made of, as the one text by which runs are claimed. */
export function kindOf({ flow, version, fingerprint }: Kind): string {
  return `${flow}@${version}#${fingerprint}`;
}

type Kind = Pick<RunKind, 'flow' | 'version' | 'fingerprint'>;

import type { Peer } from '../peer.ts';

const why = 'the adapter is not written yet';

/** This library, with validation on and a listener that counts. */
export const taskflow: Peer = { linear: why, parallel: why, dag: why, revert: why };

/** The same with `validate: false`. */
export const taskflowUnchecked: Peer = taskflow;

import type { Peer } from './peer.ts';

/** Who takes part, in the order of the tables. The first is what all others are compared with. */
export const peerNames = [
  'loop',
  'taskflow',
  'taskflow-unchecked',
  'p-graph',
  'effect',
  'listr2',
  'node-sagas',
  'async',
] as const;
export type PeerName = (typeof peerNames)[number];

/** Loads one adapter and with it one library; a child process never loads a second. */
export async function loadPeer(name: PeerName): Promise<Peer> {
  switch (name) {
    case 'loop':
      return (await import('./adapters/loop.ts')).loop;
    case 'taskflow':
      return (await import('./adapters/taskflow.ts')).taskflow;
    case 'taskflow-unchecked':
      return (await import('./adapters/taskflow.ts')).taskflowUnchecked;
    case 'p-graph':
      return (await import('./adapters/p-graph.ts')).pGraph;
    case 'effect':
      return (await import('./adapters/effect.ts')).effect;
    case 'listr2':
      return (await import('./adapters/listr2.ts')).listr2;
    case 'node-sagas':
      return (await import('./adapters/node-sagas.ts')).nodeSagas;
    case 'async':
      return (await import('./adapters/async.ts')).async;
    default: {
      const never: never = name;
      throw new Error(`no such peer: ${String(never)}`);
    }
  }
}

import type { Fact, Plan } from '@conductor/taskflow/kernel';
import type { Values } from './does.ts';
import { wordsOf } from './words.ts';

/** The log of a run `r` that would tell these events; `SUSPENDING` is that it is to rest. */
export function storedFacts(plan: Plan, input: Values, line: string): Fact[] {
  const start = { at: 0, run: 'r', flow: plan.flow, version: plan.version, input };
  return [
    { type: 'run-started', ...start },
    ...wordsOf(line).map((word): Fact => {
      const [, name = '', state = word, inner = ''] =
        /^(\w+):([\w-]+)(?:\((.*)\))?$/.exec(word) ?? [];
      const task = plan.atoms.find((atom) => atom.name === name)?.path ?? name;
      return factOf(task, state, inner);
    }),
  ];
}

function factOf(task: string, state: string, inner: string): Fact {
  const which = { at: 0, task } as const;
  // What was thrown by a task that is tried again says which attempt it was.
  const attempt = Number(/\d+$/.exec(inner)?.[0] ?? 1);
  const failure = {
    name: 'Error',
    message: inner,
    kind: 'error',
    retryable: true,
    task,
    attempt,
  } as const;
  switch (state) {
    case 'SUSPENDING':
      return { type: 'run-suspending', at: 0 };
    case 'running':
      return { type: 'task-started', ...which };
    case 'succeeded':
      return { type: 'task-succeeded', ...which, result: valuesIn(inner) };
    case 'failed':
      return { type: 'task-failed', ...which, outcome: 'failed', failure };
    case 'attempt': {
      const how = { direction: 'execute', outcome: 'failed', delayMs: 0 } as const;
      return { type: 'attempt-failed', ...which, ...how, failure };
    }
    default:
      throw new Error(`no log tells '${state}'`);
  }
}

function valuesIn(inner: string): Values {
  const pairs = [...inner.matchAll(/(\w+)=([^,]+)/g)].map(([, name = '', text = '']) => {
    const value: unknown = JSON.parse(text);
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}

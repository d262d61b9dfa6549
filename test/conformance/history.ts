import type { Listener, RunState, TaskState } from '@conductor/taskflow';
import { attemptWord, taskWord } from './words.ts';

/** What a run has told, as it was heard. */
export interface History {
  readonly listener: Listener;
  /** Every event of the run, its tasks and their attempts, in order. */
  readonly words: string[];
  /** The last state of each task that was told of, by path. */
  readonly tasks: Map<string, TaskState>;
  /** The states of the run. */
  readonly states: RunState[];
  /** The most tasks that were under way together, in either direction. */
  readonly mostUnderWay: () => number;
}

/** @param byPath Calls a task by its path, where its name alone would not tell which it is. */
export function historyOf(byPath: boolean): History {
  const words: string[] = [];
  const states: RunState[] = [];
  const tasks = new Map<string, TaskState>();
  const underWay = new Set<string>();
  let most = 0;
  const listener: Listener = (events) => {
    events.on('run', ({ state }) => {
      states.push(state);
      words.push(state);
    });
    events.on('attempt', (event) =>
      words.push(attemptWord(event, byPath ? event.task : event.name)),
    );
    events.on('task', (event) => {
      words.push(taskWord(event, byPath ? event.task : event.name));
      tasks.set(event.task, event.state);
      if (event.state === 'running' || event.state === 'reverting') underWay.add(event.task);
      else underWay.delete(event.task);
      most = Math.max(most, underWay.size);
    });
  };
  return { listener, words, tasks, states, mostUnderWay: () => most };
}

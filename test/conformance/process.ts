import { setImmediate } from 'node:timers/promises';
import { flow, JournalError, openConductor, quietLogger } from '@conductor/taskflow';
import type { Conductor, Flow, Journal, Listener, RunHandle } from '@conductor/taskflow';
import { isFinal, replay, statusesOf } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import { expect } from 'vitest';
import { wired } from '../conductor/wired.ts';
import type { Answers } from './does.ts';
import { historyOf } from './history.ts';
import type { Shelf } from './shelf.ts';
import { shapeOf, stageOf } from './stage.ts';
import type { Stage } from './stage.ts';
import type { Life, Story } from './story.ts';
import { wordsOf } from './words.ts';

/** How the tasks of a story answer, and how many of them may be under way. */
export interface Manner {
  readonly answers: Answers;
  readonly concurrency: number;
}

/** One process of a story: everything in it is made anew, but what the shelf keeps. */
export class Process {
  readonly stage: Stage;
  readonly flow: Flow;
  readonly #history = historyOf(false);
  readonly #journal: Journal;
  readonly #conductor: Promise<Conductor>;
  #life: Life;
  #isDead = false;

  /** @param life The life that begins as soon as the conductor is open. */
  constructor(
    row: Story,
    shelf: Shelf,
    { answers, concurrency }: Manner,
    life: Life,
    startMs: number,
  ) {
    this.stage = stageOf(answers, manualClock(startMs));
    this.flow = flowOf(row, this.stage);
    this.#journal = shelf.open();
    this.#life = life;
    this.#conductor = openConductor({
      flows: [this.flow],
      clock: this.stage.clock,
      concurrencyPerRun: concurrency,
      journal: wired(this.#journal, () => this.#mustLive()),
      listeners: [this.#history.listener, this.#acting()],
      log: quietLogger,
    });
  }

  /** Watches a run through one life, and compares what is heard and kept of it. */
  async live(life: Life, begin: (conductor: Conductor) => Promise<RunHandle>): Promise<RunHandle> {
    const { clock } = this.stage;
    const { words, tasks } = this.#history;
    this.#life = life;
    const startMs = clock.now();
    const run = await begin(await this.#conductor);
    await this.#until(run.id);
    expect(words.splice(0)).toEqual(wordsOf(life.events));
    const record = await this.#journal.find(run.id);
    expect(record?.status).toBe(life.ends);
    if (life.tookMs !== undefined) expect(clock.now() - startMs).toBe(life.tookMs);
    // What was told is what the journal has.
    const statuses = statusesOf(replay(this.flow.plan, await this.#journal.load(run.id)));
    for (const [path, state] of tasks) expect(state).toBe(statuses.get(path));
    tasks.clear();
    return run;
  }

  /** Ends, and lets go of the journal. */
  async end(): Promise<void> {
    if (!this.#isDead) await (await this.#conductor).close();
    await this.#journal.close();
  }

  /** Waits until nothing more happens to a run here. */
  async #until(run: string): Promise<void> {
    for (let round = 0; round < 500; round += 1) {
      for (let turn = 0; turn < 4; turn += 1) {
        await setImmediate();
        await this.stage.clock.advance(0);
      }
      if (this.#isDead) return;
      const { status = 'PENDING' } = (await this.#journal.find(run)) ?? {};
      if (isFinal(status) || status === 'SUSPENDED') return;
      // Less than any step takes, so that what was asked is heard before another step.
      await this.stage.clock.advance(50);
    }
    throw new Error('the run does not end');
  }

  #acting(): Listener {
    const act = (): void => {
      const { at, does } = this.#life;
      if (at === undefined || this.#history.words.at(-1) !== at) return;
      if (does === 'die') this.#isDead = true;
      else void this.#conductor.then((conductor) => conductor.handle('r').suspend());
    };
    return (events) => {
      events.on('task', act);
      events.on('attempt', act);
    };
  }

  #mustLive(): void {
    if (this.#isDead) throw new JournalError('JOURNAL_CLOSED', 'the process is dead');
  }
}

/** The flow of a story, as each process builds it. */
export function flowOf(row: Story, stage: Stage): Flow {
  return flow({ name: 'f', input: shapeOf(Object.keys(row.input ?? {})) }, row.node(stage));
}

import { Actor } from './actor.ts';
import { Chance } from './chance.ts';
import { plotsOf } from './plot.ts';
import type { Assignment, Saying, Submission } from './saying.ts';

/** What is known from outside when a campaign is over. */
export interface Campaign {
  readonly kills: number;
  /** Of these, how many struck while something was under way. */
  readonly strikes: number;
  /** What all lives said, each in its order. */
  readonly said: readonly Saying[];
  readonly submissions: ReadonlyMap<string, Submission>;
}

/** Kills so many processes on one file, alone or two at a time, and lets the last one end it. */
export async function wage(seed: number, folder: string, kills: number): Promise<Campaign> {
  const war = new War(seed, folder);
  await war.end();
  for (let life = 0; war.kills < kills; life += 1) await war.die(life);
  await war.end();
  return war;
}

/** Lets so many processes close in the middle, one after the other; the next one goes on. */
export async function handOver(seed: number, folder: string, times: number): Promise<Campaign> {
  const war = new War(seed, folder);
  await war.end();
  await war.pass(times);
  await war.end();
  return war;
}

class War implements Campaign {
  kills = 0;
  strikes = 0;
  readonly said: Saying[] = [];
  readonly submissions = new Map<string, Submission>();
  readonly #seed: number;
  readonly #folder: string;
  readonly #flows: readonly [string, ...string[]];
  /** How many facts of each run are known. */
  readonly #known = new Map<string, number>();
  /** How many runs had not ended when it was last said, and those submitted since. */
  #unfinished = 0;

  constructor(seed: number, folder: string) {
    this.#seed = seed;
    this.#folder = folder;
    const [first = '', ...others] = plotsOf(seed).map(({ name }) => name);
    this.#flows = [first, ...others];
  }

  /** One life that lets every run end, and ends by itself. */
  async end(): Promise<void> {
    const common = { seed: this.#seed, folder: this.#folder, leaseMs };
    const life = this.#begin({ ...common, submissions: [], concurrency: 1_000, isLast: true });
    await expectEnd(life);
    this.said.push(...life.said);
  }

  /** One life that is killed, or two that share the file. */
  async die(number: number): Promise<void> {
    const chance = new Chance(this.#seed, `life ${number}`);
    const first = this.#begin(this.#assignment(chance));
    if (!chance.percent(25)) {
      await this.#kill(first, deathOf(chance));
      return;
    }
    const second = this.#begin(this.#assignment(chance));
    await this.#kill(first, deathOf(chance));
    // It would find out with its next heartbeat, but that is too long to live.
    second.tell('nudge');
    await this.#kill(second, deathOf(chance));
  }

  /** Lives of which each closes in the middle, and the next one goes on at once. */
  async pass(times: number): Promise<void> {
    const lives: Actor[] = [];
    for (let number = 0; number <= times; number += 1) {
      const chance = new Chance(this.#seed, `life ${number}`);
      const next = this.#begin(this.#assignment(chance));
      const last = lives.at(-1);
      lives.push(next);
      await next.until((said) => said.some(({ is }) => is === 'open'));
      if (last === undefined) continue;
      await this.#stir(last, { lines: chance.below(20), ms: 1_000 });
      last.tell('close');
      await last.until((said) => said.some(({ is }) => is === 'closed'));
      next.tell('nudge');
    }
    const heir = lives.at(-1);
    if (heir !== undefined) await this.#stir(heir, { lines: 100, ms: 1_000 });
    for (const life of lives) {
      await life.dismiss();
      this.said.push(...life.said);
    }
  }

  #begin(assignment: Assignment): Actor {
    return new Actor('life.ts', this.#folder, [JSON.stringify(assignment)]);
  }

  #assignment(chance: Chance): Assignment {
    // Of what nobody ends there is soon enough to go on with.
    const room = Math.max(0, mostUnfinished - this.#unfinished);
    const submissions = Array.from({ length: Math.min(room, 4 + chance.below(8)) }, () =>
      this.#submission(),
    );
    this.#unfinished += submissions.length;
    // What was submitted long ago, and maybe never acknowledged, is submitted once more.
    const known = [...this.submissions.values()];
    const again = known[chance.below(2 * known.length)];
    return {
      seed: this.#seed,
      folder: this.#folder,
      leaseMs,
      submissions: again === undefined ? submissions : [...submissions, again],
      concurrency: chance.of(1, 4, 1_000, 1_000),
      isLast: false,
    };
  }

  /** The next run: what it is depends on the seed and on its number alone. */
  #submission(): Submission {
    const id = `run-${this.submissions.size}`;
    const chance = new Chance(this.#seed, id);
    const submission: Submission = {
      id,
      flow: chance.of(...this.#flows),
      order: chance.below(1_000),
      ...(chance.percent(30) && {
        ask: { what: chance.of('cancel', 'rest'), afterMs: chance.below(60) },
      }),
    };
    this.submissions.set(id, submission);
    return submission;
  }

  async #kill(life: Actor, death: Death): Promise<void> {
    const isBusy = await this.#stir(life, death);
    if (life.isOver) throw new Error(`a life ended by itself: ${life.complaint}`);
    await life.kill();
    for (const saying of life.said) this.#learn(saying);
    this.said.push(...life.said);
    this.kills += 1;
    if (isBusy) this.strikes += 1;
  }

  /** Waits until it is time; false when the life has nothing left to do. */
  async #stir(life: Actor, { lines, ms }: Death): Promise<boolean> {
    // That it had nothing to do before is no reason.
    const start = life.said.length;
    let heard = 0;
    let fresh = 0;
    let isIdle = false;
    const isDue = (said: readonly Saying[]): boolean => {
      for (const saying of said.slice(heard)) if (this.#learn(saying)) fresh += 1;
      heard = said.length;
      isIdle = heard > start && said.at(-1)?.is === 'idle';
      return isIdle || fresh >= lines;
    };
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([life.until(isDue), late]);
    clearTimeout(timer);
    return !isIdle;
  }

  /** True when it says what no life has said before. */
  #learn(saying: Saying): boolean {
    if (saying.is === 'open') this.#unfinished = saying.unfinished;
    if (saying.is !== 'fact') return saying.is !== 'open';
    const { run, position } = saying;
    if (position < (this.#known.get(run) ?? 0)) return false;
    this.#known.set(run, position + 1);
    return true;
  }
}

/** After so many lines that are new, or so many milliseconds, whatever comes first. */
interface Death {
  readonly lines: number;
  readonly ms: number;
}

// Nobody may lose its runs because this machine is slow: they change hands by death alone.
const leaseMs = 60_000;
const mostUnfinished = 24;

function deathOf(chance: Chance): Death {
  // By lines, because these come again with the same seed; by time, because death knows no lines.
  return chance.percent(60)
    ? { lines: 1 + chance.below(chance.of(10, 100, 200)), ms: 1_000 }
    : { lines: Number.POSITIVE_INFINITY, ms: 50 + chance.below(500) };
}

async function expectEnd(life: Actor): Promise<void> {
  const end = await life.ended;
  if (end !== 0) throw new Error(`a life ended with ${end}: ${life.complaint}`);
}

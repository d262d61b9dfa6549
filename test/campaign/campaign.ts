import { setTimeout as pause } from 'node:timers/promises';
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
  await war.live(true);
  for (let life = 0; war.kills < kills; life += 1) await war.die(life);
  await war.live(true);
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

  constructor(seed: number, folder: string) {
    this.#seed = seed;
    this.#folder = folder;
    const [first = '', ...others] = plotsOf(seed).map(({ name }) => name);
    this.#flows = [first, ...others];
  }

  /** One life that ends by itself. */
  async live(isLast: boolean): Promise<void> {
    const life = this.#begin({ ...this.#common, submissions: [], concurrency: 1_000, isLast });
    const end = await life.ended;
    this.said.push(...life.said);
    if (end !== 0) throw new Error(`a life ended with ${end}: ${life.complaint}`);
  }

  /** One life that is killed, or two that share the file. */
  async die(number: number): Promise<void> {
    const chance = new Chance(this.#seed, `life ${number}`);
    const isPair = chance.percent(25);
    const first = this.#begin(this.#assignment(chance, `${number}a`));
    if (!isPair) {
      await this.#kill(first, deathOf(chance));
      return;
    }
    const second = this.#begin(this.#assignment(chance, `${number}b`));
    await this.#kill(first, deathOf(chance));
    // It would find out with its next heartbeat, but that is too long to live.
    second.tell('nudge');
    await this.#kill(second, { ...deathOf(chance), lines: second.said.length + chance.below(40) });
  }

  get #common() {
    return { seed: this.#seed, folder: this.#folder, leaseMs: 60_000 } as const;
  }

  #begin(assignment: Assignment): Actor {
    return new Actor('life.ts', this.#folder, [JSON.stringify(assignment)]);
  }

  #assignment(chance: Chance, word: string): Assignment {
    const submissions = Array.from({ length: 1 + chance.below(3) }, (_, nth) => ({
      id: `run-${word}-${nth}`,
      flow: chance.of(...this.#flows),
      order: chance.below(1_000),
      ...askOf(chance),
    }));
    // What was submitted long ago, and maybe never acknowledged, is submitted once more.
    const known = [...this.submissions.values()];
    const again =
      known.length > 0 && chance.percent(50) ? known[chance.below(known.length)] : undefined;
    for (const submission of submissions) this.submissions.set(submission.id, submission);
    return {
      ...this.#common,
      submissions: again === undefined ? submissions : [...submissions, again],
      concurrency: chance.of(1, 3, 1_000),
      isLast: false,
    };
  }

  async #kill(life: Actor, { lines, ms }: Death): Promise<void> {
    const isDue = (said: readonly Saying[]): boolean =>
      said.length >= lines || said.some(({ is }) => is === 'idle');
    const over = new AbortController();
    const late = pause(ms, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([life.until(isDue), late]);
    over.abort();
    if (life.isOver) throw new Error(`a life ended by itself: ${life.complaint}`);
    const isIdle = life.said.some(({ is }) => is === 'idle');
    await life.kill();
    this.kills += 1;
    if (!isIdle) this.strikes += 1;
    this.said.push(...life.said);
  }
}

/** After so many lines or so many milliseconds, whatever comes first. */
interface Death {
  readonly lines: number;
  readonly ms: number;
}

function deathOf(chance: Chance): Death {
  // By lines, because these come again with the same seed; by time, because death knows no lines.
  return chance.percent(60)
    ? { lines: 1 + chance.below(chance.of(10, 100)), ms: 3_000 }
    : { lines: Number.POSITIVE_INFINITY, ms: 30 + chance.below(400) };
}

function askOf(chance: Chance): Pick<Submission, 'ask'> {
  if (chance.percent(80)) return {};
  return { ask: { what: chance.of('cancel', 'rest'), afterMs: chance.below(60) } };
}

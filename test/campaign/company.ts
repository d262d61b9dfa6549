import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import type { SqliteJournal } from '@conductor/taskflow/sqlite';
import { Actor } from './actor.ts';
import { gateIn, journalIn, ledgerIn } from './folder.ts';
import { readLedger } from './ledger.ts';
import type { Entry } from './ledger.ts';
import type { Saying } from './saying.ts';

/** Players that share a journal, and a journal on the same file for who watches them. */
export class Company {
  readonly folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  readonly journal: SqliteJournal = sqliteJournal(journalIn(this.folder));
  readonly #players: Actor[] = [];

  /** A player that is ready. */
  async enter(role: 'zombie' | 'plain', leaseMs: number): Promise<Actor> {
    const words = [this.folder, String(leaseMs), role];
    const player = new Actor('player.ts', this.folder, words);
    this.#players.push(player);
    await hear(player, ({ is }) => is === 'open');
    return player;
  }

  /** Lets waiting tasks go on. */
  openGate(): void {
    writeFileSync(gateIn(this.folder), '');
  }

  get entries(): readonly Entry[] {
    return readLedger(ledgerIn(this.folder));
  }

  /** Lets every player close; none of them may have had trouble. */
  async close(): Promise<void> {
    for (const player of this.#players) {
      player.tell('close');
      const end = await player.ended;
      if (end !== 0) throw new Error(`a player ended with ${end}: ${player.complaint}`);
    }
  }

  /** Leaves nothing behind. */
  async disband(): Promise<void> {
    for (const player of this.#players) await player.kill();
    await this.journal.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** Waits until a player has said something. */
export async function hear(player: Actor, isIt: (saying: Saying) => boolean): Promise<void> {
  const isTrouble = ({ is }: Saying): boolean => is === 'trouble';
  await player.until((said) => said.some(isIt) || said.some(isTrouble));
  if (player.said.some(isIt)) return;
  const troubles = player.said.filter(isTrouble);
  throw new Error(`a player did not come to it: ${JSON.stringify(troubles)} ${player.complaint}`);
}

/** Waits until something is true, looking again and again. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(10);
}

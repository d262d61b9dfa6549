import { expect } from 'vitest';
import { Stage } from '../conductor/stage.ts';
import type { Scene } from './scene.ts';
import type { Shelf } from './shelf.ts';

/** Plays a scene, and compares what it noted. */
export async function checkScene(row: Scene, shelf: Shelf): Promise<void> {
  const journal = shelf.open();
  const notes: string[] = [];
  await row.play(new Stage(journal), (line) => notes.push(line));
  expect(notes).toEqual(row.notes);
  await journal.close();
}

// Goal: the length and the width of a flow cost time, never the stack.
import { flow, linear, parallel } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { handMade } from '../journal/hand-made.ts';
import { failing, step } from './step.ts';
import { watch } from './watched.ts';

const many = 100_000;
const steps = Array.from({ length: many }, (_, index) => step(`s${index}`));
const patience = { timeout: 60_000 };

describe('a chain of a hundred thousand tasks', patience, () => {
  it('runs to its end', async () => {
    const watched = watch(flow({ name: 'f' }, linear('l', ...steps)), {});
    await watched.output();
    expect(watched.events).toHaveLength(2 * many + 2);
    expect(watched.events.at(-2)).toBe(`s${many - 1} succeeded`);
  });

  it('is reverted from its end to its beginning', async () => {
    const f = flow({ name: 'f' }, linear('l', ...steps.slice(1), failing('z')));
    const watched = watch(f, {});
    const error = await watched.error();
    expect(error.reverted).toHaveLength(many);
    expect(watched.events.slice(-3)).toEqual(['s1 reverting', 's1 reverted', 'run REVERTED']);
  });

  it('runs to its end whatever its journal takes', async () => {
    let facts = 0;
    const journal = handMade(async (more) => {
      facts += more.length;
    });
    const short = steps.slice(0, 10_000);
    await watch(flow({ name: 'f' }, linear('l', ...short)), {}, { journal }).output();
    expect(facts).toBe(2 * short.length + 2);
  });
});

it('a hundred thousand tasks side by side run, and are reverted', patience, async () => {
  const f = flow({ name: 'f' }, linear('l', parallel('p', ...steps.slice(1)), failing('z')));
  const error = await watch(f, {}).error();
  expect(error.reverted).toHaveLength(many);
});

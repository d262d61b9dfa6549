// The benchmark: the same work on a hand-written loop, this library and its neighbours.
import { benchDurable } from './durable/bench.ts';
import { verdicts } from './goal.ts';
import { readOptions, type Options } from './options.ts';
import { measureRow, type Heading, type Row } from './row.ts';
import { preface, rowTable, verdictTable } from './table.ts';
import type { Shape } from './work.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(options);
  process.exitCode = 2;
} else process.exitCode = await (options.durable ? benchDurable(options) : bench(options));

async function bench({ peers, shapes, sizes, plan, json, check }: Options): Promise<number> {
  const say = json ? () => {} : console.log;
  say(preface(plan));
  const rows: Row[] = [];
  for (const heading of headings(shapes, sizes)) {
    const row = await measureRow(heading, peers, { plan, before: rows });
    rows.push(row);
    say(rowTable(row));
  }
  const goals = verdicts(rows);
  if (json) console.log(JSON.stringify({ node: process.version, plan, rows, goals }, null, 2));
  say(verdictTable(goals));
  const missed = goals.some(({ reached }) => !reached);
  return rows.some(isBroken) || (check && missed) ? 1 : 0;
}

/** Linear and parallel in every size; the other shapes have one. Then what a definition costs. */
function headings(shapes: readonly Shape[], sizes: readonly number[]): Heading[] {
  const runs = shapes.flatMap((shape): Heading[] => {
    switch (shape) {
      case 'linear':
      case 'parallel':
        return sizes.map((n) => ({ measure: 'run', shape, n }));
      case 'dag':
        return [{ measure: 'run', shape, n: 1_000 }];
      case 'revert':
        return [{ measure: 'run', shape, n: 100 }];
      default: {
        const never: never = shape;
        throw new Error(`no such shape: ${String(never)}`);
      }
    }
  });
  const defined = shapes.filter((shape) => shape === 'linear' || shape === 'dag');
  return [...runs, ...defined.map((shape): Heading => ({ measure: 'define', shape, n: 1_000 }))];
}

/** A wrong result; or our own library did not get through at all. */
function isBroken({ entries }: Row): boolean {
  return entries.some(
    (entry) => entry.is === 'failed' && (entry.wrong || entry.peer.startsWith('taskflow')),
  );
}

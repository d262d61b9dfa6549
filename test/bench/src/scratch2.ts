import { flow, linear, openConductor, task } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
const step = (name: string) => task({ name, execute: async () => {}, revert: () => {} });
const f = flow({ name: 'f' }, linear('l', ...Array.from({ length: 10 }, (_, i) => step(`s${i}`))));
const c = await openConductor({
  flows: [f],
  journal: sqliteJournal(process.argv[2] ?? ':memory:'),
});
async function ours(n: number) {
  const t = performance.now();
  const cpu = process.cpuUsage();
  const hs = await Promise.all(Array.from({ length: n }, () => c.submit('f', {})));
  await Promise.all(hs.map((h) => h.result()));
  const u = process.cpuUsage(cpu);
  console.log(
    (((n * 10) / (performance.now() - t)) * 1000).toFixed(0),
    ((u.user + u.system) / n / 10).toFixed(2),
  );
}
for (let round = 0; round < 15; round++) await ours(1000);
await c.close();

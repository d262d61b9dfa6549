import { flow, linear, openConductor, task } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { rmSync } from 'node:fs';
const hang = process.argv[2] === 'hang';
let at5 = 0;
const N = 1000;
const step = (name: string, i: number) => task({ name, execute: async () => { if (hang && i === 5) { at5++; if (at5 === N) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200); await new Promise(() => {}); } }, revert: () => {} });
const f = flow({ name: 'f' }, linear('l', ...Array.from({ length: 10 }, (_, i) => step(`s${i}`, i))));
const p = '/tmp/s/r.db';
if (hang) for (const s of ['', '-wal', '-shm']) rmSync(p + s, { force: true });
const t = performance.now(); const cpu = () => { const u = process.cpuUsage(); return (u.user+u.system)/1000; }; const c0 = cpu(); let c1 = 0;
let first = 0;
const c = await openConductor({ flows: [f], journal: sqliteJournal(p) });
const t1 = performance.now(); const cOpen = cpu();
if (hang) { for (let i = 0; i < N; i++) void c.submit('f', {}, { id: `r${i}` }); }
else {
  c.on('task', ({ state }) => { if (state === 'succeeded') if (!first) { first = performance.now(); c1 = cpu(); } });
  await Promise.all(Array.from({ length: N }, (_, i) => c.handle(`r${i}`).result()));
  const t2 = performance.now();
  console.log('cpu load', c0.toFixed(0), 'open', (cOpen-c0).toFixed(0), 'first', (c1-cOpen).toFixed(0), 'rest', (cpu()-c1).toFixed(0), 'load', t.toFixed(0), 'open', (t1 - t).toFixed(0), 'first', (first - t1).toFixed(0), 'rest', (t2 - first).toFixed(0));
  await c.close();
}

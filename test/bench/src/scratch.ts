import { DatabaseSync } from 'node:sqlite';
import { flow, linear, openConductor, task } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { rmSync } from 'node:fs';
const clean = (p: string) => {
  for (const s of ['', '-wal', '-shm']) rmSync(p + s, { force: true });
};
function raw(n: number) {
  clean('/tmp/s/raw.db');
  const db = new DatabaseSync('/tmp/s/raw.db');
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(run INT, step INT, body TEXT, PRIMARY KEY(run, step)) WITHOUT ROWID',
  );
  const ins = db.prepare('INSERT INTO t VALUES (?,?,?)');
  const t = performance.now();
  for (let i = 0; i < n; i++) for (let s = 0; s < 10; s++) ins.run(i, s, '{"x":1}');
  const r = ((n * 10) / (performance.now() - t)) * 1000;
  db.close();
  return r;
}
function rawGroup(n: number) {
  clean('/tmp/s/raw.db');
  const db = new DatabaseSync('/tmp/s/raw.db');
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(run INT, step INT, body TEXT, PRIMARY KEY(run, step)) WITHOUT ROWID',
  );
  const ins = db.prepare('INSERT INTO t VALUES (?,?,?)');
  const t = performance.now();
  for (let s = 0; s < 10; s++) {
    db.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < n; i++) ins.run(i, s, '{"x":1}');
    db.exec('COMMIT');
  }
  const r = ((n * 10) / (performance.now() - t)) * 1000;
  db.close();
  return r;
}
const step = (name: string) => task({ name, execute: async () => {}, revert: () => {} });
const f = flow({ name: 'f' }, linear('l', ...Array.from({ length: 10 }, (_, i) => step(`s${i}`))));
clean('/tmp/s/j.db');
const c = await openConductor({ flows: [f], journal: sqliteJournal('/tmp/s/j.db') });
async function ours(n: number) {
  const t = performance.now();
  const hs = await Promise.all(Array.from({ length: n }, () => c.submit('f', {})));
  await Promise.all(hs.map((h) => h.result()));
  return ((n * 10) / (performance.now() - t)) * 1000;
}
async function seq(n: number) {
  const t = performance.now();
  for (let i = 0; i < n; i++) await (await c.submit('f', {})).result();
  return ((n * 10) / (performance.now() - t)) * 1000;
}
for (let round = 0; round < 5; round++) {
  const r = raw(30),
    o = await seq(30);
  const rg = rawGroup(1000),
    og = await ours(1000);
  console.log(
    '1 flow: raw',
    r.toFixed(0),
    'ours',
    o.toFixed(0),
    (o / r).toFixed(2),
    ' 1000: raw',
    rg.toFixed(0),
    'ours',
    og.toFixed(0),
    (og / rg).toFixed(2),
  );
}
await c.close();

import { describe, expect, it } from 'vitest';
import { casesOf, check } from './check.ts';
import { later, publicIds } from './later.ts';
import { argumentRows } from './rows/argument.ts';
import { attemptRows } from './rows/attempt.ts';
import { choiceRows } from './rows/choice.ts';
import { graphRows } from './rows/graph.ts';
import { jobboardRows } from './rows/jobboard.ts';
import { journalRows } from './rows/journal.ts';
import { linearRows } from './rows/linear.ts';
import { mistakeRows } from './rows/mistake.ts';
import { notificationRows } from './rows/notification.ts';
import { orderRows } from './rows/order.ts';
import { parallelRows } from './rows/parallel.ts';
import { persistenceRows } from './rows/persistence.ts';
import { receiverRows } from './rows/receiver.ts';
import { resumptionRows } from './rows/resumption.ts';
import { revertRows } from './rows/revert.ts';
import { rollbackRows } from './rows/rollback.ts';
import { schemaRows } from './rows/schema.ts';
import { skipRows } from './rows/skip.ts';
import { suspensionRows } from './rows/suspension.ts';

// An id such as L07 is one of `publicIds`; one such as 3.7 is a rule of TaskFlow's semantics.
const tables = [
  { title: 'linear', rows: linearRows },
  { title: 'parallel', rows: parallelRows },
  { title: 'graph', rows: graphRows },
  { title: 'when', rows: choiceRows },
  { title: 'what is skipped', rows: skipRows },
  { title: 'arguments', rows: argumentRows },
  { title: 'schemas', rows: schemaRows },
  { title: 'mistakes', rows: mistakeRows },
  { title: 'notifications', rows: notificationRows },
  { title: 'receivers', rows: receiverRows },
  { title: 'order', rows: orderRows },
  { title: 'rollback', rows: rollbackRows },
  { title: 'reverts that fail', rows: revertRows },
  { title: 'attempts', rows: attemptRows },
  { title: 'suspension', rows: suspensionRows },
  { title: 'resumption', rows: resumptionRows },
  { title: 'persistence', rows: persistenceRows },
  { title: 'journals', rows: journalRows },
  { title: 'jobboards and conductors', rows: jobboardRows },
];

describe.each(tables)('$title', ({ rows }) => {
  it.each(casesOf(rows))('%s', (_title, row) => check(row));
});

it('every public row is tested, or waits for one reason', () => {
  const ids = tables.flatMap(({ rows }) => rows.map(({ id }) => id));
  const tested = new Set(ids.filter((id) => !id.startsWith('3.')));
  const waiting = later.flatMap((one) => one.ids);
  expect([...tested, ...waiting].sort()).toEqual(publicIds.toSorted());
});

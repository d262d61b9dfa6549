// What a backup does in a thread of its own; see backup.ts.
import { workerData } from 'node:worker_threads';
import { trust } from '../trust.ts';
import { copyTo } from './copy.ts';
import { openFile } from './open-file.ts';

const { path, to } = trust<{ path: string; to: string }>(workerData);
const db = openFile(path);
try {
  copyTo(db, to);
} finally {
  db.close();
}

import { makeDisk, type Disk } from './disk.ts';
import { measureFlows, type FlowsRow } from './flows-row.ts';
import { measureFootprint, type FootprintRow } from './footprint.ts';
import { durableVerdicts } from './goal.ts';
import { loadMaker, type MakerName } from './maker-list.ts';
import type { DurableOptions } from './options.ts';
import { measureRecovery, type Recovery } from './recovery.ts';
import {
  durablePreface,
  durableVerdictTable,
  flowsTable,
  footprintTable,
  recoveryTable,
} from './table.ts';

/** The durable half of the benchmark; gives the exit code. */
export async function benchDurable(options: DurableOptions): Promise<number> {
  const disk = makeDisk(options.folder);
  if (typeof disk === 'string') {
    console.error(disk);
    return 2;
  }
  try {
    return await benchOn(disk, options);
  } finally {
    disk.remove();
  }
}

async function benchOn(disk: Disk, options: DurableOptions): Promise<number> {
  const { makers, cases, plan, json, check } = options;
  const say = json ? () => {} : console.log;
  say(durablePreface(disk, options));
  const rows: FlowsRow[] = [];
  for (const flows of cases.includes('flows') ? options.flows : []) {
    const row = await measureFlows(flows, makers, { plan, disk });
    rows.push(row);
    say(flowsTable(row));
  }
  const those = await journals(makers);
  let recovery: Recovery | undefined;
  if (cases.includes('recovery')) {
    recovery = await measureRecovery(options.killed, those, { rounds: options.kills, disk });
    say(recoveryTable(recovery));
  }
  const footprints: FootprintRow[] = [];
  for (const flows of cases.includes('footprint') ? options.kept : []) {
    footprints.push(await measureFootprint(flows, those, disk));
  }
  if (footprints.length > 0) say(footprintTable(footprints));
  const goals = durableVerdicts(rows, recovery);
  if (json) {
    const { fileSystem, syncUs } = disk;
    const node = process.version;
    const found = { node, fileSystem, syncUs, plan, rows, recovery, footprints, goals };
    console.log(JSON.stringify(found, null, 2));
  }
  say(durableVerdictTable(goals));
  const missed = goals.some(({ reached }) => !reached);
  return rows.some(isBroken) || (check && missed) ? 1 : 0;
}

/** Who is killed and weighed: the fastest journal by hand and this library, where it is there. */
async function journals(makers: readonly MakerName[]): Promise<MakerName[]> {
  const ours = makers.includes('taskflow') ? await loadMaker('taskflow') : '';
  return typeof ours === 'string' ? ['group-commit'] : ['group-commit', 'taskflow'];
}

/** A wrong result, or whatever else kept somebody from the end of a flow. */
function isBroken({ entries }: FlowsRow): boolean {
  return entries.some((entry) => entry.is === 'failed');
}

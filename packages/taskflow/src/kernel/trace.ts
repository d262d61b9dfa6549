import type { Fact } from './fact.ts';
import { unreachable } from './invariant.ts';

/** A log as text, one line a fact and without times: what tests, goldens and docs compare. */
export function trace(facts: Iterable<Fact>): string[] {
  const lines: string[] = [];
  for (const fact of facts) lines.push(line(fact));
  return lines;
}

function line(fact: Fact): string {
  switch (fact.type) {
    case 'run-started':
      return `run-started ${fact.flow}@${fact.version}`;
    case 'run-cancelled':
      return `run-cancelled (${fact.reason})`;
    case 'run-suspending':
    case 'run-suspended':
    case 'suspend-withdrawn':
    case 'run-resumed':
      return fact.type;
    case 'signal-received':
      return `signal-received ${fact.name}`;
    case 'run-finished':
      return `run-finished ${fact.outcome}`;
    case 'task-started':
    case 'task-succeeded':
    case 'revert-started':
    case 'revert-succeeded':
      return `${fact.type} ${fact.task}`;
    case 'task-failed':
      return `task-failed ${fact.task} ${fact.outcome} (${fact.failure.message})`;
    case 'task-refused':
    case 'revert-failed':
      return `${fact.type} ${fact.task} (${fact.failure.message})`;
    case 'attempt-failed':
      return `attempt-failed ${fact.task} ${fact.direction} ${fact.failure.attempt} (${fact.failure.message})`;
    case 'value-recorded':
      return `value-recorded ${fact.task} ${fact.name}`;
    case 'choice-made':
      return `choice-made ${fact.task} ${fact.arm}`;
    default:
      return unreachable(fact);
  }
}

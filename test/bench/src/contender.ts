import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isReport, toArguments, type Assignment, type Report } from './message.ts';

/** A peer at its work, in a child process of its own. */
export interface Contender {
  /** The child's first report: `ready` when it is warm. */
  readonly started: Promise<Answer>;
  /** One timed batch. Ask only when the answer before has come. */
  batch(): Promise<Answer>;
  stop(): void;
}

/** A report, or `late` when the budget had passed: the child is then stopped already. */
export type Answer = Report | { readonly is: 'late' };

/** Starts the child. It has `budgetMs` for each answer, also for its start and warm-up. */
export function contend(assignment: Assignment, budgetMs: number): Contender {
  const path = fileURLToPath(new URL('child.ts', import.meta.url));
  // What a library prints must not mix with the tables; what Node says of a crash is kept.
  const child = fork(path, toArguments(assignment), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  child.stderr?.on('data', (text: unknown) => (complaint += String(text)));

  function answer(): Promise<Answer> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle({ is: 'late' }), budgetMs);
      const onMessage = (message: unknown) => {
        if (isReport(message)) settle(message);
      };
      const onClose = () => settle({ is: 'failed', wrong: false, why: reason(complaint) });
      child.once('message', onMessage).once('close', onClose);

      function settle(report: Answer): void {
        clearTimeout(timer);
        child.off('message', onMessage).off('close', onClose);
        if (report.is === 'late') child.kill('SIGKILL');
        resolve(report);
      }
    });
  }

  return {
    started: answer(),
    batch() {
      child.send('batch');
      return answer();
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

/** The line of a crash that names the error. */
function reason(complaint: string): string {
  const line = complaint.split('\n').find((text) => /Error|FATAL/.test(text));
  return line?.trim() ?? 'the process ended';
}

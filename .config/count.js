// Prints 'passed failed skipped' over the reports that `npm test` left, for .ci/run. Fails when the
// report of any Node version is missing, as then the sum would say less than it seems to.
import { readFileSync } from 'node:fs';
import { nodes } from './place.js';
import { reportOf } from './steps.js';

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const version of Object.keys(nodes)) {
  const report = JSON.parse(readFileSync(reportOf(version), 'utf8'));
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests;
  // A file that cannot be loaded has no tests, and is a failed suite all the same.
  if (!report.success && report.numFailedTests === 0) sum.failed += report.numFailedTestSuites || 1;
  sum.skipped += report.numPendingTests + report.numTodoTests;
}
process.stdout.write(`${sum.passed} ${sum.failed} ${sum.skipped}\n`);

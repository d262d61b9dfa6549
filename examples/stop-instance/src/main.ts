import { hideSqliteWarning } from './cli/sqlite-warning.ts';

// The warning is raised when `node:sqlite` is loaded, hence before anything that needs it.
hideSqliteWarning();
const { main } = await import('./cli/main.ts');
process.exitCode = await main(process.argv.slice(2));

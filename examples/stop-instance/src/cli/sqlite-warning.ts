/** Keeps Node 22's notice that `node:sqlite` is experimental off stderr; others still show. */
export function hideSqliteWarning(): void {
  for (const print of process.listeners('warning')) {
    process.off('warning', print);
    process.on('warning', (warning) => {
      if (warning.name === 'ExperimentalWarning' && warning.message.includes('SQLite')) return;
      print(warning);
    });
  }
}

/** A stretch of time for people: `12ms`, `1.9s`, `2m 05s`, `1h 02m`. */
export function elapsed(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 60_000) return seconds(ms);
  const totalSeconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(totalSeconds / 60);
  if (minutes < 60) return `${minutes}m ${twoDigits(totalSeconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}

/** The same for a time that is still passing: no milliseconds, which nobody could read. */
export function ticking(ms: number): string {
  return ms < 60_000 ? seconds(Math.max(0, ms)) : elapsed(ms);
}

/** Cut off, not rounded: `60.0s` would never become `1m 00s`. */
function seconds(ms: number): string {
  return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}

import type { Instance } from '../instance.ts';

/** What an operator sets on a compute host. */
export interface ComputeConfig {
  /** How long a guest may take to shut itself down. Nova's `[DEFAULT]shutdown_timeout`. */
  readonly shutdownTimeoutMs: number;
  /** The time from one ACPI signal to the next. Nova's `[compute]shutdown_retry_interval`. */
  readonly shutdownRetryIntervalMs: number;
  /** How often the guest's power state is looked at while the host waits for a change. */
  readonly pollIntervalMs: number;
  /** How long a forced power-off may take. Nova has no such bound and can hang for ever. */
  readonly destroyTimeoutMs: number;
}

/** Nova's defaults, and a bound where Nova has none. */
export const defaultConfig: ComputeConfig = {
  shutdownTimeoutMs: 60_000,
  shutdownRetryIntervalMs: 10_000,
  pollIntervalMs: 1_000,
  destroyTimeoutMs: 30_000,
};

/**
 * How long this instance may take to shut itself down: the image property `os_shutdown_timeout`
 * (whole seconds), else the host's setting. Undefined when the property is not such a number.
 */
export function imageShutdownTimeoutMs({ systemMetadata }: Instance, config: ComputeConfig) {
  const seconds = systemMetadata.image_os_shutdown_timeout;
  if (seconds === undefined) return config.shutdownTimeoutMs;
  return /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}

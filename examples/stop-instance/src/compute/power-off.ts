import { TaskError, sleep, type Clock, type Context } from '@conductor/taskflow';
import { isOff, type Instance, type PowerState } from '../instance.ts';
import { imageShutdownTimeoutMs, type ComputeConfig } from './config.ts';
import { HypervisorError, type Hypervisor } from './hypervisor.ts';

/** All that a compute host needs for powering its guests off. It has no way to write a record. */
export interface ComputeHost {
  readonly name: string;
  readonly hypervisor: Hypervisor;
  readonly clock: Clock;
  readonly config: ComputeConfig;
  /** Asks the conductor whether the run still owns the instance. */
  isClaimed(instance: Instance, runId: string): Promise<boolean>;
}

/** What the host saw: observations for the conductor to act on. */
export interface Observation {
  readonly powerState: PowerState;
  /** True when the guest did not shut itself down and its plug was pulled. */
  readonly forced: boolean;
}

/**
 * Turns a guest off: asks it over ACPI for as long as it may take, then pulls the plug.
 * A guest that is off or gone is what was wanted. Every wait ends, and the claim is checked before
 * each act: a stop that was overtaken must not turn off what somebody has started since.
 */
export async function powerOffGuest(host: ComputeHost, instance: Instance, ctx: Context) {
  let outcome: 'failed' | 'unknown' = 'failed';
  try {
    const powerState = await askToShutDown(host, instance, ctx);
    if (isOff(powerState)) return observed(powerState, ctx);
    await pullPlug(host, instance, ctx);
    // From here on the guest may be off, whatever else goes wrong.
    outcome = 'unknown';
    return observed(await waitUntilOff(host, instance), ctx);
  } catch (error) {
    throw answerTo(error, host, outcome);
  }
}

/**
 * Looks whether a power-off of unknown outcome has turned its guest off: the host may have died in
 * the middle of it. What it sees is recorded, so that the journal can tell.
 */
export async function probeGuest(host: ComputeHost, instance: Instance, ctx: Context) {
  try {
    const powerState = await host.hypervisor.state(instance.uuid);
    await ctx.record('probed', powerState);
    if (!isOff(powerState)) return { done: false } as const;
    return { done: true, result: observed(powerState, ctx) } as const;
  } catch (error) {
    throw answerTo(error, host, 'unknown');
  }
}

// The plug is on record before it is pulled, so a guest that went down by itself in between counts
// as forced: better than to promise its owner a clean shutdown that it may not have had.
function observed(powerState: PowerState, { recorded }: Context): Observation {
  return { powerState, forced: recorded.plugPulled === true };
}

function answerTo(error: unknown, { name }: ComputeHost, outcome: 'failed' | 'unknown'): unknown {
  if (!(error instanceof HypervisorError)) return error;
  const options = { retryable: error.transient, outcome, cause: error };
  return new TaskError(`${name}: ${error.message}`, { code: 'HYPERVISOR_ERROR', ...options });
}

// Answers with what the guest was doing last. Rounds are counted instead of watching the clock:
// when the host itself stalls for a while, that is not taken off the guest's time.
async function askToShutDown(host: ComputeHost, instance: Instance, ctx: Context) {
  const { hypervisor, config } = host;
  // A guest whose plug an earlier attempt has pulled is past being asked.
  const timeoutMs = ctx.recorded.plugPulled ? 0 : shutdownTimeoutMs(instance, config, ctx);
  let signals = 0;
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += config.pollIntervalMs) {
    const state = await hypervisor.state(instance.uuid);
    if (isOff(state)) return state;
    if (waitedMs >= signals * config.shutdownRetryIntervalMs) {
      signals += 1;
      await checkClaim(host, instance, ctx);
      const answer = await sendSignal(hypervisor, instance);
      // Progress is a sign of life, too: it comes at least once per retry interval.
      ctx.progress(waitedMs / timeoutMs, `ACPI shutdown signal ${signals}${answer}`);
    }
    await sleep(host.clock, config.pollIntervalMs, ctx.signal);
  }
  return hypervisor.state(instance.uuid);
}

// Asking is a courtesy: whether the guest really cannot be stopped, pulling the plug will show.
async function sendSignal(hypervisor: Hypervisor, { uuid }: Instance): Promise<string> {
  try {
    await hypervisor.shutdown(uuid);
    return '';
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return ` failed: ${error.message}`;
  }
}

function shutdownTimeoutMs(instance: Instance, config: ComputeConfig, { log }: Context): number {
  const timeoutMs = imageShutdownTimeoutMs(instance, config);
  if (timeoutMs !== undefined) return timeoutMs;
  log.warn({ instance: instance.uuid }, 'os_shutdown_timeout of the image is no whole number');
  return config.shutdownTimeoutMs;
}

async function pullPlug(host: ComputeHost, instance: Instance, ctx: Context): Promise<void> {
  const { hypervisor } = host;
  await checkClaim(host, instance, ctx);
  ctx.progress(1, 'still on: pulling the plug');
  await ctx.record('plugPulled', true);
  try {
    await hypervisor.destroy(instance.uuid);
  } catch (error) {
    // The guest may have ended by itself in the last moment; then there was nothing left to refuse.
    if (!isOff(await hypervisor.state(instance.uuid))) throw error;
  }
}

// The signal of the task is not heeded: there is nothing left that could be called off.
async function waitUntilOff({ name, hypervisor, config, clock }: ComputeHost, guest: Instance) {
  const { destroyTimeoutMs, pollIntervalMs } = config;
  for (let waitedMs = 0; ; waitedMs += pollIntervalMs) {
    const state = await hypervisor.state(guest.uuid);
    if (isOff(state)) return state;
    if (waitedMs >= destroyTimeoutMs) break;
    await sleep(clock, pollIntervalMs);
  }
  const text = `${guest.name} is still on ${destroyTimeoutMs} ms after its plug was pulled`;
  throw new TaskError(`${name}: ${text}`, { code: 'POWER_OFF_TIMEOUT', outcome: 'unknown' });
}

async function checkClaim(host: ComputeHost, instance: Instance, ctx: Context): Promise<void> {
  ctx.signal.throwIfAborted();
  if (await host.isClaimed(instance, ctx.run.id)) return;
  throw new TaskError(`${instance.name} is no longer claimed by this run`, {
    code: 'CLAIM_LOST',
    retryable: false,
  });
}

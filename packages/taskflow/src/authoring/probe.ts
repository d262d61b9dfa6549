import type { Awaitable } from '../awaitable.ts';
import type { Context } from '../context.ts';
import type { Shape, ValuesOf } from '../schema/shape.ts';

/**
 * Asked when the outcome of an earlier attempt is unknown, before `execute` would be called again:
 * the attempt has timed out, or its process has died. It only looks, since it may be asked any
 * number of times; what it cannot find out it says by throwing.
 *
 * @example
 * ```ts
 * import { flow, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const servers = new Map<string, string>();
 * const boot = task({
 *   name: 'boot',
 *   requires: { image: Type.String() },
 *   provides: { server: Type.String() },
 *   execute({ image }, { run }) {
 *     const server = `a server with ${image}`;
 *     servers.set(run.id, server);
 *     return { server };
 *   },
 *   probe(_input, { run }) {
 *     const server = servers.get(run.id);
 *     return server === undefined ? { done: false } : { done: true, result: { server } };
 *   },
 *   revert: (_input, _info, { run }) => void servers.delete(run.id),
 * });
 *
 * const launch = flow({ name: 'launch', input: { image: Type.String() } }, boot);
 * console.log(await run(launch, { image: 'debian' }));
 * ```
 *
 * ```text
 * { server: 'a server with debian' }
 * ```
 */
export type ProbeFunction<R extends Shape, P extends Shape> = (
  input: ValuesOf<R>,
  context: Context,
) => Awaitable<Probed<P>>;

/**
 * What a {@link ProbeFunction} answers: that the work is done, with what `execute` would have
 * returned, or that it is not. A task that provides nothing has no `result` to give.
 */
export type Probed<P extends Shape> =
  | { readonly done: false; readonly result?: never }
  | ([keyof P] extends [never]
      ? { readonly done: true; readonly result?: never }
      : { readonly done: true; readonly result: ValuesOf<P> });

/**
 * What somebody asks of a run that another process may hold. It is written down, so that it reaches
 * the run whoever holds it, and is done once.
 */
export type RunRequest =
  | { readonly type: 'cancel'; readonly reason: string }
  | { readonly type: 'suspend' }
  | { readonly type: 'resume' }
  | { readonly type: 'signal'; readonly name: string; readonly value: unknown };

/** A request that waits to be done. */
export interface PendingRequest {
  /** Given back in {@link Turn.done}. */
  readonly id: number;
  readonly run: string;
  readonly request: RunRequest;
}

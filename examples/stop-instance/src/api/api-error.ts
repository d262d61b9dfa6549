/** A request that the API refuses or fails to serve; status and code are Nova's. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly status: number;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = statuses[code];
  }
}

/** Nova's names of what can be wrong with a request to stop a server. */
export type ApiErrorCode = keyof typeof statuses;

const statuses = {
  InstanceNotFound: 404,
  InstanceIsLocked: 409,
  InstanceNotReady: 409,
  InstanceInvalidState: 409,
  InternalServerError: 500,
} as const;

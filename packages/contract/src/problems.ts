/**
 * The error catalogue. Every refusal of the API is one of these: a stable `code` for programs, a title
 * for people, one HTTP status. A test compares the catalogue with the documentation and the routes.
 */
export const PROBLEMS = {
  // What the request is
  invalid_json: { status: 400, title: "The body is not valid JSON" },
  invalid_utf8: { status: 400, title: "The body is not UTF-8 without a byte order mark" },
  too_deep: { status: 400, title: "The JSON is nested too deeply" },
  too_many_keys: { status: 400, title: "The JSON has too many keys" },
  duplicate_key: { status: 400, title: "A key stands twice in the same object" },
  invalid_request: { status: 400, title: "The request does not have the described shape" },
  unknown_field: { status: 400, title: "The request has a field that does not exist" },
  invalid_parameter: { status: 400, title: "A query or path parameter is not valid" },
  invalid_cursor: { status: 400, title: "The cursor is not one that this list handed out" },
  invalid_idempotency_key: { status: 400, title: "The Idempotency-Key is not valid" },
  bad_request: { status: 400, title: "The request could not be read" },
  payload_too_large: { status: 413, title: "The body is larger than allowed" },
  unsupported_media_type: { status: 415, title: "The body must be application/json, not compressed" },
  request_timeout: { status: 408, title: "The request took too long to arrive" },
  // Who asks
  unauthorized: { status: 401, title: "A valid API key is needed" },
  insufficient_scope: { status: 403, title: "The key does not have the scope for this call" },
  cross_site: { status: 403, title: "The request comes from another site" },
  operator_only: { status: 403, title: "Only an operator key may do this" },
  // What it asks for
  not_found: { status: 404, title: "There is no such resource" },
  route_not_found: { status: 404, title: "There is no such address in this API" },
  method_not_allowed: { status: 405, title: "This address does not take that method" },
  duplicate_id: { status: 409, title: "The id belongs to another event" },
  conflict: { status: 409, title: "The resource is not in a state that allows this" },
  payload_expired: { status: 410, title: "The payload had its time and was removed" },
  unknown_event_type: { status: 422, title: "The event type is not in the catalogue" },
  schema_mismatch: { status: 422, title: "The data does not match the schema of its event type" },
  invalid_schema: { status: 422, title: "The JSON Schema cannot be used" },
  invalid_filter: { status: 422, title: "The filter cannot be used" },
  address_refused: { status: 422, title: "The URL is not an address that webhooks may be sent to" },
  invalid_header: { status: 422, title: "A custom header may not be set" },
  idempotency_mismatch: { status: 422, title: "The Idempotency-Key was used with another request" },
  limit_reached: { status: 429, title: "A limit of the account is reached" },
  rate_limited: { status: 429, title: "Too many requests" },
  // What happened here
  internal_error: { status: 500, title: "Something failed on our side" },
  unavailable: { status: 503, title: "The server cannot take this now" },
  storage_full: { status: 507, title: "The storage is full" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault inside a request: a JSON Pointer (RFC 6901) to it, and what is wrong there. */
export interface ProblemError {
  readonly pointer: string;
  readonly detail: string;
}

/** A key as a part of a JSON Pointer: `/` and `~` escaped (RFC 6901 §3). */
export function pointerToken(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** RFC 9457 problem details as the API writes them. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly ProblemError[];
}

/** A refusal on its way to the client. Thrown by services, turned into a document at the HTTP edge. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly errors: readonly ProblemError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    options: { errors?: readonly ProblemError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  toDocument(requestId: string): ProblemDocument {
    return {
      type: `https://callcall.ai/problems/${this.code}`,
      title: PROBLEMS[this.code].title,
      status: this.status,
      code: this.code,
      detail: this.message,
      request_id: requestId,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
    };
  }
}

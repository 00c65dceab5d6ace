import type { ProblemCode } from "./api-types.ts";

/** One fault of a request. */
export interface ApiFault {
  /** JSON Pointer (RFC 6901) to it. */
  readonly pointer: string;
  readonly detail: string;
}

/** `no_problem`: the answer is not one of the API's, so something between it and us gave it. */
export type ApiErrorCode = ProblemCode | "no_problem" | (string & {});

export interface ApiErrorFacts {
  readonly status: number;
  readonly code: ApiErrorCode;
  readonly detail: string;
  readonly requestId?: string | undefined;
  readonly errors?: readonly ApiFault[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** The server refused a call. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  /** Why, for programs: docs/api.md lists them. */
  readonly code: ApiErrorCode;
  /** Why, for people. */
  readonly detail: string;
  /** Names the call in the server's log. */
  readonly requestId: string | undefined;
  /** What is wrong in the request, part by part; empty when that is not the matter. */
  readonly errors: readonly ApiFault[];
  /** When to come back, if the server said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor({ status, code, detail, requestId, errors = [], retryAfterSeconds }: ApiErrorFacts) {
    super(`${detail} (${code}, ${status})`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer: the network failed, or the time was up. The server may or may not have done what was asked. */
export class ConnectionError extends Error {
  override readonly name: string = "ConnectionError";
  readonly timedOut: boolean;

  constructor(message: string, { timedOut = false, cause }: { timedOut?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.timedOut = timedOut;
  }
}

/** What an answer that is not 2xx says. */
export function toApiError(response: Response, text: string, nowMs: number): ApiError {
  const { status, headers } = response;
  const retryAfterSeconds = readRetryAfter(headers.get("retry-after"), nowMs);
  const requestId = headers.get("x-request-id") ?? undefined;
  const problem = headers.get("content-type")?.startsWith("application/problem+json") ? parseObject(text) : undefined;
  if (problem === undefined) {
    const detail = `The answer is not the API's: status ${status}, ${headers.get("content-type") ?? "without a type"}`;
    return new ApiError({ status, code: "no_problem", detail, requestId, retryAfterSeconds });
  }
  return new ApiError({
    status,
    code: String(problem["code"]),
    detail: String(problem["detail"]),
    requestId: requestId ?? (problem["request_id"] as string | undefined),
    errors: problem["errors"] as readonly ApiFault[] | undefined,
    retryAfterSeconds,
  });
}

/** Seconds, or an HTTP date. */
function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const seconds = Math.ceil((Date.parse(value) - nowMs) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

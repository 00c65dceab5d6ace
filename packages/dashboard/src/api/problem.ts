import { ApiError, type ApiErrorCode, type ApiFault, ConnectionError } from "@callcall/webhooks/client";

/** Beside the API's own codes: there was no answer, or the dashboard itself broke. */
type Code = ApiErrorCode | "network" | "broken";

interface Facts {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: Code;
  readonly detail: string;
  readonly requestId?: string | null;
  readonly errors?: readonly ApiFault[];
  readonly retryAfterMs?: number | null;
  /** In a few words; by default what the status says. */
  readonly title?: string;
}

/** A refusal of the API, or why there was no answer. Every query and every change fails with one of these. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: Code;
  readonly title: string;
  readonly detail: string;
  /** Names the call in the server's log. */
  readonly requestId: string | null;
  /** What is wrong in the request, by JSON Pointer. */
  readonly errors: readonly ApiFault[];
  /** Milliseconds to wait, when the server said so. */
  readonly retryAfterMs: number | null;

  constructor({ status, code, detail, requestId = null, errors = [], retryAfterMs = null, title }: Facts) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title ?? titleOf(status);
    this.detail = detail;
    this.requestId = requestId;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What is thrown, as a problem. A call that was given up keeps its own error, which nobody is shown. */
export function toProblem(error: unknown): unknown {
  if (error instanceof ApiError) {
    const { status, code, detail, requestId, errors, retryAfterSeconds } = error;
    return new ApiProblem({
      status,
      code,
      detail,
      errors,
      requestId: requestId ?? null,
      retryAfterMs: retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000,
    });
  }
  if (error instanceof ConnectionError) {
    const detail = error.timedOut
      ? "Cannot wait any longer: the server did not answer in time"
      : "Cannot reach the server: it is stopped, or the connection is broken";
    return new ApiProblem({ status: 0, code: "network", detail, title: "The server cannot be reached" });
  }
  return error;
}

function titleOf(status: number): string {
  switch (status) {
    case 401:
      return "Nobody is signed in";
    case 403:
      return "This is not allowed";
    case 404:
      return "This is not there";
    case 409:
      return "This is not possible now";
    case 429:
      return "Too many requests";
    default:
      return status >= 500 ? "The server could not do this" : "The request was refused";
  }
}

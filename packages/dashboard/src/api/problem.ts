import type { ProblemDocument, ProblemError } from "@callcall/contract";

/** Beside the API's own codes: the request did not arrive, or what came back was not from the API. */
type LocalCode = "network" | "unreadable";

/** A refusal of the API, or why there was no answer. Every query and every change fails with one of these. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: ProblemDocument["code"] | LocalCode;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly ProblemError[];
  /** Milliseconds to wait, when the API said so. */
  readonly retryAfterMs: number | null;

  constructor(
    document: Pick<ProblemDocument, "status" | "title" | "detail"> & {
      readonly code: ProblemDocument["code"] | LocalCode;
      readonly request_id?: string;
      readonly errors?: readonly ProblemError[];
    },
    retryAfterMs: number | null = null,
  ) {
    super(document.detail);
    this.status = document.status;
    this.code = document.code;
    this.title = document.title;
    this.detail = document.detail;
    this.requestId = document.request_id ?? null;
    this.errors = document.errors ?? [];
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function networkProblem(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "network",
    title: "The server cannot be reached",
    detail: "Cannot reach the server: it is stopped, or the connection is broken",
  });
}

/** The problem that an answer holds. A proxy in between may answer with anything at all. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  try {
    const document = (await response.json()) as ProblemDocument;
    if (typeof document.code === "string" && typeof document.detail === "string") {
      return new ApiProblem(document, retryAfterMs);
    }
  } catch {
    // Not JSON: not from the API.
  }
  return new ApiProblem(
    {
      status: response.status,
      code: "unreadable",
      title: "The answer is not from the API",
      detail: `Cannot read the answer: status ${response.status}, and not a problem document`,
    },
    retryAfterMs,
  );
}

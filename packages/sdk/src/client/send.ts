import { startDeadline } from "./deadline.ts";
import { ApiError, ConnectionError, toApiError } from "./errors.ts";
import type { Answer } from "./request.ts";
import type { Settings } from "./settings.ts";

export interface Sending {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One request and its whole answer. @throws ApiError, ConnectionError, or the reason of the caller's signal. */
export async function send(sending: Sending, settings: Settings): Promise<Answer<unknown>> {
  const { method, url, timeoutMs, signal: outer } = sending;
  outer?.throwIfAborted();
  const deadline = startDeadline(timeoutMs, settings.after, outer);
  try {
    const response = await settings.fetch(url, fetchInit(sending, settings, deadline.signal));
    const text = await response.text();
    if (!response.ok) throw toApiError(response, text, Date.now());
    return { value: parse(response, text), text, status: response.status, headers: response.headers };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    outer?.throwIfAborted();
    const timedOut = deadline.passed();
    const why = timedOut ? `no answer within ${timeoutMs} ms` : describe(error);
    throw new ConnectionError(`Cannot ${method} ${url.split("?", 1)[0]}: ${why}`, { timedOut, cause: error });
  } finally {
    deadline.release();
  }
}

/** What every request of ours has in common. */
export function fetchInit(
  { method, headers, body }: Pick<Sending, "method" | "headers" | "body">,
  { credentials }: Settings,
  signal: AbortSignal,
): RequestInit {
  return {
    ...{ method, headers, signal },
    ...(body === undefined ? {} : { body }),
    ...(credentials === undefined ? {} : { credentials }),
    // The API redirects nothing: what does would get the key, and make a GET of a POST.
    redirect: "error",
  };
}

function parse(response: Response, text: string): unknown {
  if (response.status === 204 || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const detail = `The answer is not the API's: status ${response.status}, but not JSON`;
    throw new ApiError({ status: response.status, code: "no_problem", detail });
  }
}

/** Node hides the reason (`connect ECONNREFUSED …`) in the cause of "fetch failed". */
export function describe(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return [message, cause?.message].filter((text) => text !== undefined && text !== "").join(": ");
}

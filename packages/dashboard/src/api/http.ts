import { networkProblem, problemOf } from "./problem.ts";

export interface HttpOptions {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

let account: string | null = null;

/** Act on another account from now on (operators only); null: the session's own. Empty the query cache as well. */
export function actOnAccount(id: string | null): void {
  account = id;
}

/**
 * One call of the API, on the same origin and with the session's cookie. `path` stands below `/api/v1`.
 * @throws ApiProblem
 */
export async function requestJson<Result>(
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  { query, body, headers, signal }: HttpOptions = {},
): Promise<Result> {
  const response = await fetch(`/api/v1${path}${searchOf(query)}`, {
    method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(account === null ? {} : { "callcall-account": account }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    // Given up by whoever asked: not a failure.
    if (signal?.aborted === true) throw error;
    throw networkProblem();
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Result;
}

/** `?a=1&b=2`; what is undefined is left out. */
export function searchOf(query: HttpOptions["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

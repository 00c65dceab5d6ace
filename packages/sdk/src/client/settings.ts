/** How a client reaches the API. */
export interface ClientOptions {
  /** Where the server is: `https://hooks.your-domain.com`. In a browser the page's own origin by default. */
  readonly baseUrl?: string | undefined;
  /** Without it, the session of the browser is what counts. */
  readonly apiKey?: string | undefined;
  /** For operator keys: the account to act on. */
  readonly account?: string | undefined;
  /** Sent with every request; called for each, when it is a function. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>) | undefined;
  readonly credentials?: "omit" | "same-origin" | "include" | undefined;
  /** How long one try may take, from the request to the end of the answer. Default 60 seconds. */
  readonly timeoutMs?: number | undefined;
  /** How often a call is tried again, when that is safe. Default 2. */
  readonly retries?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** A number from 0 to 1, for the jitter. */
  readonly random?: (() => number) | undefined;
  /** Calls back after `ms` milliseconds, unless the function that it returns is called before. */
  readonly after?: ((ms: number, callback: () => void) => () => void) | undefined;
}

/** The options, checked and complete. */
export interface Settings {
  readonly apiUrl: string;
  readonly headers: () => Headers;
  readonly credentials: "omit" | "same-origin" | "include" | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** @throws TypeError for what no request could be made with. */
export function readOptions(options: ClientOptions): Settings {
  const { apiKey, account, headers = {}, retries = 2, timeoutMs = 60_000 } = options;
  // fetch would repeat the whole key in its message.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError(
      "Cannot use this apiKey: it is empty, or holds a space, a line end or a character beyond ASCII",
    );
  }
  if (!(retries >= 0) || !(timeoutMs > 0)) throw new TypeError("Cannot use negative retries, or a timeoutMs of 0");
  return {
    apiUrl: apiUrlOf(options.baseUrl),
    headers: () => {
      const all = new Headers(typeof headers === "function" ? headers() : headers);
      if (apiKey !== undefined) all.set("authorization", `Bearer ${apiKey}`);
      if (account !== undefined) all.set("callcall-account", account);
      return all;
    },
    credentials: options.credentials,
    timeoutMs,
    retries,
    // A browser's fetch insists on being called as a function of the window.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    random: options.random ?? Math.random,
    after: options.after ?? after,
  };
}

function apiUrlOf(baseUrl: string | undefined): string {
  const page = (globalThis as { location?: { origin?: string } }).location?.origin;
  const base = baseUrl ?? (page === "null" ? undefined : page);
  if (base === undefined)
    throw new TypeError("Cannot make a client without a baseUrl: there is no page to take it from");
  // A typo fails here and not as a network failure that is tried again.
  const url = new URL(base);
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new TypeError("Cannot use this baseUrl: it must be http(s)://host, without credentials, query and fragment");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/api\/v1$/, "")}/api/v1`;
}

/** The longest that setTimeout can wait: beyond it, it does not wait at all. */
const TIMER_MS_MAX = 2 ** 31 - 1;

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, Math.min(ms, TIMER_MS_MAX));
  return () => clearTimeout(timer);
}

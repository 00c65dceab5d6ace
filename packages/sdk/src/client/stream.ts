import type { StreamEntry } from "./api-types.ts";
import { type Deadline, sleep, startDeadline } from "./deadline.ts";
import { ApiError, ConnectionError, toApiError } from "./errors.ts";
import { OPERATIONS } from "./operations.ts";
import type { PlainRequest } from "./request.ts";
import { backoffMs } from "./retry.ts";
import { describe, fetchInit } from "./send.ts";
import type { Settings } from "./settings.ts";
import { SseParser } from "./sse.ts";
import { pathOf } from "./url.ts";

/** How a stream is doing. */
export type StreamState =
  | { readonly state: "connecting" | "open" }
  /** Entries were missed: read them through the lists. null: how many is not known. The stream itself goes on. */
  | { readonly state: "behind"; readonly missed: number | null }
  /** The connection is gone, and a new one will be made. */
  | {
      readonly state: "reconnecting";
      readonly error: ApiError | ConnectionError;
      readonly failures: number;
      readonly delayMs: number;
    }
  /** silent: nothing was heard for too long, a reconnection follows. The others are the end. */
  | { readonly state: "dead"; readonly reason: "silent" | "stopped" }
  | { readonly state: "dead"; readonly reason: "refused"; readonly error: Error };

export interface StreamOptions {
  /** Go on behind this entry. */
  readonly lastEventId?: string | undefined;
  /** Ends the loop, without an error. */
  readonly signal?: AbortSignal | undefined;
  readonly onState?: ((state: StreamState) => void) | undefined;
  /** The server says something every 15 seconds. After this long without, the connection is given up. Default 40 s. */
  readonly silenceMs?: number | undefined;
}

/** What the server asks for is heeded within these bounds: 0 would make a loop without rest. */
const RETRY_MS = { initial: 1_000, min: 100, max: 60_000 } as const;
const BACKOFF_CAP_MS = 30_000;

/** One run through the stream, for one `for await`. */
export class EntryStream implements AsyncIterable<StreamEntry> {
  /** The id of the newest entry that was handed out: what `lastEventId` of a later stream goes on from. */
  lastEventId: string | undefined;
  readonly #settings: Settings;
  readonly #url: string;
  readonly #options: StreamOptions;
  readonly #entries: AsyncGenerator<StreamEntry, void, undefined>;
  #retryMs: number = RETRY_MS.initial;
  #failures = 0;
  #isBehind = false;

  constructor(settings: Settings, query: PlainRequest["query"], options: StreamOptions = {}) {
    this.lastEventId = options.lastEventId;
    this.#settings = settings;
    this.#url = settings.apiUrl + pathOf("stream.open", OPERATIONS["stream.open"], { query });
    this.#options = options;
    this.#entries = this.#follow();
  }

  /** @throws ApiError when the server refuses: a key that is no good, a filter that does not exist. */
  [Symbol.asyncIterator](): AsyncGenerator<StreamEntry, void, undefined> {
    return this.#entries;
  }

  async *#follow(): AsyncGenerator<StreamEntry, void, undefined> {
    const { signal } = this.#options;
    const { after, random } = this.#settings;
    let end: StreamState = { state: "dead", reason: "stopped" };
    this.#tell({ state: "connecting" });
    try {
      for (;;) {
        const error = yield* this.#connection();
        if (signal?.aborted) return;
        if (!isPassing(error)) throw error;
        if (error instanceof ConnectionError && error.timedOut) this.#tell({ state: "dead", reason: "silent" });
        const failures = ++this.#failures;
        const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        const delayMs = Math.max(
          Math.min(asked, RETRY_MS.max),
          backoffMs(failures, random, this.#retryMs, BACKOFF_CAP_MS),
        );
        this.#tell({ state: "reconnecting", error, failures, delayMs });
        // It rejects when the signal fires, and then the next connection ends at once.
        await sleep(delayMs, after, signal).catch(() => {});
      }
    } catch (error) {
      end = { state: "dead", reason: "refused", error: error as Error };
      throw error;
    } finally {
      this.#tell(end);
    }
  }

  /** The entries of one connection, and then why there are no more. */
  async *#connection(): AsyncGenerator<StreamEntry, ApiError | ConnectionError, undefined> {
    const { silenceMs = 40_000, signal } = this.#options;
    const deadline = startDeadline(silenceMs, this.#settings.after, signal);
    try {
      const opened = await this.#open(deadline).catch((error) => this.#broken(error, deadline));
      if (opened instanceof Error) return opened;
      this.#failures = 0;
      this.#isBehind = false;
      this.#tell({ state: "open" });
      const decoder = new TextDecoder();
      const parser = new SseParser(this.lastEventId);
      for (;;) {
        deadline.restart();
        const chunk = await opened.read().catch((error) => this.#broken(error, deadline));
        // What the reader of the entries does with its time is no silence of the server's.
        deadline.pause();
        if (chunk instanceof Error) return chunk;
        if (chunk.done) return new ConnectionError("The server ended the stream");
        const messages = parser.push(decoder.decode(chunk.value, { stream: true }));
        if (messages.length === 0) this.#catchUp();
        for (const { id, data } of messages) {
          const entry = readEntry(data);
          if (id !== "") this.lastEventId = id;
          if (entry.kind === "stream.gap") this.#fallBehind(entry.missed ?? null);
          else this.#catchUp();
          yield entry;
        }
        this.#retryMs = Math.min(RETRY_MS.max, Math.max(RETRY_MS.min, parser.retryMs ?? this.#retryMs));
      }
    } finally {
      deadline.abort();
    }
  }

  async #open(deadline: Deadline): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const headers = this.#settings.headers();
    headers.set("accept", "text/event-stream");
    if (this.lastEventId !== undefined) headers.set("last-event-id", this.lastEventId);
    const init = fetchInit({ method: "GET", headers, body: undefined }, this.#settings, deadline.signal);
    const response = await this.#settings.fetch(this.#url, init);
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (response.status !== 200 || !isStream || response.body === null) {
      throw toApiError(response, await response.text(), Date.now());
    }
    return response.body.getReader();
  }

  #broken(error: unknown, deadline: Deadline): ApiError | ConnectionError {
    if (error instanceof ApiError) return error;
    const timedOut = deadline.passed();
    const why = timedOut ? "the server was silent for too long" : describe(error);
    return new ConnectionError(`Cannot follow the stream: ${why}`, { timedOut, cause: error });
  }

  #fallBehind(missed: number | null): void {
    this.#isBehind = true;
    this.#tell({ state: "behind", missed });
  }

  #catchUp(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#tell({ state: "open" });
  }

  #tell(state: StreamState): void {
    this.#options.onState?.(state);
  }
}

function readEntry(data: string): StreamEntry {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new ConnectionError("Cannot read the stream: a message is not JSON", { cause: error });
  }
}

/** Whether it may be otherwise the next time. */
function isPassing(error: ApiError | ConnectionError): boolean {
  return error instanceof ConnectionError || error.status >= 500 || [408, 425, 429].includes(error.status);
}

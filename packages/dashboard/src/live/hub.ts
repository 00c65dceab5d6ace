import type { StreamEntry } from "@callcall/webhooks/client";

/** How the stream is doing, for people to be told. */
export interface LiveStatus {
  readonly state: "idle" | "connecting" | "open" | "reconnecting" | "dead";
  /** Why it is not open, in plain words. */
  readonly why: string | null;
  /** Tries to connect that failed in a row. */
  readonly failures: number;
}

/** What `open` tells while it runs: the states of the SDK's stream. */
export type SourceState =
  | { readonly state: "connecting" | "open" }
  | { readonly state: "behind"; readonly missed: number | null }
  | { readonly state: "reconnecting"; readonly error: Error; readonly failures: number; readonly delayMs: number }
  | { readonly state: "dead"; readonly reason: string; readonly error?: Error };

export interface Source extends AsyncIterable<StreamEntry> {
  /** The id of the newest entry that was handed out. */
  readonly lastEventId: string | undefined;
}

export interface LivePorts {
  readonly open: (options: {
    readonly lastEventId: string | undefined;
    readonly signal: AbortSignal;
    readonly onState: (state: SourceState) => void;
  }) => Source;
  /** Calls back after `ms` milliseconds, unless the returned function is called before. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

export interface LiveListener {
  readonly onEntry?: (entry: StreamEntry) => void;
  readonly onStatus?: (status: LiveStatus) => void;
  /** Keep the stream open while nobody sees the page. A browser gives a server six connections over all its tabs. */
  readonly whileHidden?: boolean;
}

/** From one screen to the next the connection stays. */
const LINGER_MS = 3_000;
/** So long after a page was hidden its stream is closed, unless somebody wants it all the same. */
const HIDDEN_MS = 30_000;

/** One stream for all screens of the page: opened for the first listener, closed after the last, resumed in between. */
export class LiveHub {
  readonly #ports: LivePorts;
  readonly #listeners = new Set<LiveListener>();
  readonly #watchers = new Set<() => void>();
  #status: LiveStatus = { state: "idle", why: null, failures: 0 };
  #lastEventId: string | undefined;
  #connection: AbortController | undefined;
  #cancelClosing: (() => void) | undefined;
  #hidden = false;

  constructor(ports: LivePorts) {
    this.#ports = ports;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    this.#weigh();
    return () => {
      this.#listeners.delete(listener);
      this.#weigh();
    };
  }

  /** Hear how it is doing without wanting it to be open. */
  watch(notify: () => void): () => void {
    this.#watchers.add(notify);
    return () => this.#watchers.delete(notify);
  }

  /** Whether the page can be seen. */
  setHidden(hidden: boolean): void {
    this.#hidden = hidden;
    this.#weigh();
  }

  /** After it has died: once more. */
  reconnect(): void {
    this.#disconnect();
    this.#weigh();
  }

  #weigh(): void {
    const wanted = this.#hidden
      ? [...this.#listeners].some(({ whileHidden }) => whileHidden === true)
      : this.#listeners.size > 0;
    this.#cancelClosing?.();
    this.#cancelClosing = undefined;
    if (wanted) {
      if (this.#connection === undefined) void this.#connect();
    } else if (this.#connection !== undefined) {
      const patience = this.#hidden && this.#listeners.size > 0 ? HIDDEN_MS : LINGER_MS;
      this.#cancelClosing = this.#ports.after(patience, () => this.#disconnect());
    }
  }

  async #connect(): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    const mine = (): boolean => this.#connection === connection;
    const source = this.#ports.open({
      lastEventId: this.#lastEventId,
      signal: connection.signal,
      onState: (state) => {
        const status = statusOf(state);
        if (mine() && status !== undefined) this.#tell(status);
      },
    });
    try {
      for await (const entry of source) {
        if (!mine()) return;
        this.#lastEventId = source.lastEventId;
        for (const { onEntry } of [...this.#listeners]) onEntry?.(entry);
      }
    } catch {
      // `dead` has told why.
    }
  }

  #disconnect(): void {
    this.#connection?.abort();
    this.#connection = undefined;
    this.#tell({ state: "idle", why: null, failures: 0 });
  }

  #tell(status: LiveStatus): void {
    const { state, why, failures } = this.#status;
    if (state === status.state && why === status.why && failures === status.failures) return;
    this.#status = status;
    for (const { onStatus } of [...this.#listeners]) onStatus?.(status);
    for (const notify of [...this.#watchers]) notify();
  }
}

/** Undefined: nothing new. A gap is an entry itself; a silent connection is made anew at once. */
function statusOf(state: SourceState): LiveStatus | undefined {
  switch (state.state) {
    case "connecting":
    case "open":
      return { state: state.state, why: null, failures: 0 };
    case "behind":
      return undefined;
    case "reconnecting":
      return { state: "reconnecting", why: state.error.message, failures: state.failures };
    case "dead":
      if (state.reason === "silent") return undefined;
      return { state: "dead", why: state.error?.message ?? null, failures: 0 };
  }
}

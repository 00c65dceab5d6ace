import { Problem, type StreamEntry } from "@callcall/contract";
import type { StreamService } from "@callcall/engine";
import { Feed } from "./feed.ts";
import type { StreamSettings } from "./settings.ts";

export interface Subscription {
  readonly accountId: string;
  /** Ids of what it depends on: when one of them is revoked, it ends. */
  readonly ends: readonly string[];
  readonly lastEventId: string | undefined;
  readonly wants: (entry: StreamEntry) => boolean;
  /** Whether the key may still read; anything but true ends the stream. */
  readonly stillAllowed: () => Promise<boolean>;
}

/** The open streams: how many an account has, and how they end. */
export class StreamHub {
  readonly #source: StreamService;
  readonly #settings: StreamSettings;
  readonly #open = new Map<string, Map<Feed, readonly string[]>>();
  #closed = false;

  constructor(source: StreamService, settings: StreamSettings) {
    this.#source = source;
    this.#settings = settings;
  }

  /** @throws Problem `rate_limited`, `unavailable` */
  open({ accountId, ends, lastEventId, wants, stillAllowed }: Subscription): Feed {
    if (this.#closed) throw new Problem("unavailable", "Cannot open a stream: the server is stopping");
    const feeds = this.#open.get(accountId) ?? new Map();
    const { connectionsPerAccount, bufferedBytes, heartbeatMs, every } = this.#settings;
    if (feeds.size >= connectionsPerAccount) {
      const detail = `Cannot open another stream: ${connectionsPerAccount} of this account are open`;
      throw new Problem("rate_limited", detail, { retryAfterSeconds: 5 });
    }

    const feed = new Feed(bufferedBytes);
    this.#open.set(accountId, feeds.set(feed, ends));
    const unfollow = this.#source.follow(accountId, lastEventId, (item) => {
      if (wants(item.entry)) feed.send(item);
    });
    const stopBeat = every(heartbeatMs, () => {
      feed.beat();
      // A check that fails counts as a refusal: the reader comes back and is judged afresh.
      stillAllowed().then(
        (allowed) => allowed || feed.finish(),
        () => feed.finish(),
      );
    });
    feed.once("close", () => {
      stopBeat();
      unfollow();
      feeds.delete(feed);
      if (feeds.size === 0) this.#open.delete(accountId);
    });
    return feed;
  }

  /** A key, a session or a link was revoked: what was opened by it ends now, not with the next heartbeat. */
  revoked(id: string): void {
    for (const feeds of this.#open.values()) {
      for (const [feed, ends] of feeds) if (ends.includes(id)) feed.finish();
    }
  }

  close(): void {
    this.#closed = true;
    for (const feeds of this.#open.values()) for (const feed of feeds.keys()) feed.finish();
  }
}

import { LIMITS, type StreamEntry } from "@callcall/contract";
import { instant } from "../domain/instant.ts";
import type { StreamItem, StreamService } from "./port.ts";

/** The stream as the engine itself has it. */
export interface ObservedStream extends StreamService {
  /** Be told of every entry of every account; `observer` must neither throw nor wait. Stop by calling what it returns. */
  observe(observer: (accountId: string, entry: StreamEntry) => void): () => void;
}

interface Held {
  readonly accountId: string;
  readonly sequence: number;
  readonly entry: StreamEntry;
}

/**
 * What happens, live, with the last entries held in memory so that a follower whose connection broke goes
 * on without a gap, or is told that there is one. It shows; the store remembers.
 *
 * @param boot tells this process from the one before: its entries cannot be resumed
 */
export function createStream(boot: string, now: () => number): ObservedStream {
  // A ring: entry n stands at n modulo its size.
  const size = LIMITS.stream_buffered_entries;
  const held: Held[] = [];
  const followers = new Map<string, Set<(item: StreamItem) => void>>();
  const observers = new Set<(accountId: string, entry: StreamEntry) => void>();
  let sequence = 0;

  const itemOf = ({ sequence, entry }: Held): StreamItem => ({ id: `${boot}-${sequence}`, entry });

  /** Entries of the account after that id; undefined when they are no longer all held. */
  function since(accountId: string, lastEventId: string): readonly Held[] | undefined {
    const match = /^([0-9a-z]+)-(\d{1,15})$/.exec(lastEventId);
    const last = Number(match?.[2]);
    const newestDropped = Math.max(0, sequence - size);
    if (match?.[1] !== boot || last > sequence || last < newestDropped) return undefined;
    const entries: Held[] = [];
    for (let n = last + 1; n <= sequence; n++) {
      const entry = held[n % size];
      if (entry !== undefined && entry.accountId === accountId) entries.push(entry);
    }
    return entries;
  }

  return {
    announce(accountId, entry) {
      sequence += 1;
      const now = { accountId, sequence, entry };
      held[sequence % size] = now;
      for (const deliver of followers.get(accountId) ?? []) {
        try {
          deliver(itemOf(now));
        } catch {
          // Its own trouble: neither its neighbours nor the delivery that is told of may suffer from it.
          followers.get(accountId)?.delete(deliver);
        }
      }
      for (const observe of observers) observe(accountId, entry);
    },

    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },

    follow(accountId, lastEventId, deliver) {
      if (lastEventId !== undefined) {
        const missed = since(accountId, lastEventId);
        if (missed === undefined) {
          const at = instant(now());
          deliver({ id: `${boot}-${sequence}`, entry: { kind: "stream.gap", at, missed: null } });
        }
        for (const entry of missed ?? []) deliver(itemOf(entry));
      }
      const group = followers.get(accountId) ?? new Set();
      group.add(deliver);
      followers.set(accountId, group);
      return () => {
        group.delete(deliver);
        if (group.size === 0 && followers.get(accountId) === group) followers.delete(accountId);
      };
    },
  };
}

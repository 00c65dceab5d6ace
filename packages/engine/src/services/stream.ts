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

type Deliver = (item: StreamItem) => void;

/** Those that follow an account, or did so recently: for these its entries are held. */
interface Audience {
  readonly followers: Set<Deliver>;
  /** The sequence when it began: nothing before is held. */
  readonly since: number;
  /** The sequence when the last one left. */
  leftAt: number;
}

/**
 * What happens, live, with the last entries held in memory so that a follower whose connection broke goes
 * on without a gap, or is told that there is one. It shows; the store remembers. Of an account that nobody follows
 * nothing is held, since nobody has an id to go on from: ten thousand entries that outlive two collections of young
 * objects cost a busy node more than to deliver them.
 *
 * @param boot tells this process from the one before: its entries cannot be resumed
 */
export function createStream(boot: string, now: () => number): ObservedStream {
  // A ring: entry n stands at n modulo its size.
  const size = LIMITS.stream_buffered_entries;
  const held: Held[] = [];
  const audiences = new Map<string, Audience>();
  const observers = new Set<(accountId: string, entry: StreamEntry) => void>();
  let sequence = 0;

  const itemOf = ({ sequence, entry }: Held): StreamItem => ({ id: `${boot}-${sequence}`, entry });

  /** Nobody is there, and whoever was has missed more than is held. */
  const isOver = ({ followers, leftAt }: Audience): boolean => followers.size === 0 && sequence - leftAt > size;

  function audienceOf(accountId: string): Audience {
    const known = audiences.get(accountId);
    if (known !== undefined && !isOver(known)) return known;
    for (const [id, audience] of audiences) if (isOver(audience)) audiences.delete(id);
    const audience = { followers: new Set<Deliver>(), since: sequence, leftAt: sequence };
    audiences.set(accountId, audience);
    return audience;
  }

  /** Entries of the account after that id; undefined when they are no longer all held. */
  function since(accountId: string, audience: Audience, lastEventId: string): readonly Held[] | undefined {
    const match = /^([0-9a-z]+)-(\d{1,15})$/.exec(lastEventId);
    const last = Number(match?.[2]);
    const newestDropped = Math.max(audience.since, sequence - size);
    if (match?.[1] !== boot || last > sequence || last < newestDropped) return undefined;
    const entries: Held[] = [];
    for (let n = last + 1; n <= sequence; n++) {
      const entry = held[n % size];
      if (entry !== undefined && entry.accountId === accountId) entries.push(entry);
    }
    return entries;
  }

  function tell(accountId: string, audience: Audience, entry: StreamEntry): void {
    if (isOver(audience)) {
      audiences.delete(accountId);
      return;
    }
    sequence += 1;
    const now = { accountId, sequence, entry };
    held[sequence % size] = now;
    for (const deliver of audience.followers) {
      try {
        deliver(itemOf(now));
      } catch {
        // Its own trouble: neither its neighbours nor the delivery that is told of may suffer from it.
        leave(audience, deliver);
      }
    }
  }

  function leave(audience: Audience, deliver: Deliver): void {
    if (audience.followers.delete(deliver)) audience.leftAt = sequence;
  }

  return {
    announce(accountId, entry) {
      const audience = audiences.get(accountId);
      if (audience !== undefined) tell(accountId, audience, entry);
      for (const observe of observers) observe(accountId, entry);
    },

    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },

    follow(accountId, lastEventId, deliver) {
      const audience = audienceOf(accountId);
      if (lastEventId !== undefined) {
        const missed = since(accountId, audience, lastEventId);
        if (missed === undefined) {
          const at = instant(now());
          deliver({ id: `${boot}-${sequence}`, entry: { kind: "stream.gap", at, missed: null } });
        }
        for (const entry of missed ?? []) deliver(itemOf(entry));
      }
      audience.followers.add(deliver);
      return () => leave(audience, deliver);
    },
  };
}

import { setTimeout as pause } from "node:timers/promises";

export interface Bound {
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  readonly timeoutMs?: number;
}

type Found<Value> = Exclude<Value, undefined | null | false>;

export const PATIENCE_MS = 15_000;
const POLL_MS = 25;

/** Poll until `look` gives something other than undefined, false or null. Bounded; the last answer is in the error. */
export async function until<Value>(look: () => Value | Promise<Value>, bound: Bound): Promise<Found<Value>> {
  const deadline = performance.now() + (bound.timeoutMs ?? PATIENCE_MS);
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== null && value !== false) return value as Found<Value>;
    if (performance.now() > deadline) throw new Error(`Gave up waiting for ${bound.what}`);
    await pause(POLL_MS);
  }
}

/** `promise`, or an error once the time is up. */
export async function within<Value>(promise: Promise<Value>, bound: Bound): Promise<Value> {
  const abort = new AbortController();
  const late = pause(bound.timeoutMs ?? PATIENCE_MS, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`Gave up waiting for ${bound.what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    abort.abort();
    late.catch(() => {});
  }
}

/** Something that grows, and those who wait for it to hold what they need. */
export class Growing<Item> {
  readonly items: Item[] = [];
  readonly #waiting = new Set<() => void>();

  push(item: Item): void {
    this.items.push(item);
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves with what `look` finds as soon as an added item makes it find something. */
  async waitFor<Found>(look: (items: readonly Item[]) => Found | undefined | false, bound: Bound): Promise<Found> {
    let stop = (): void => {};
    const found = new Promise<Found>((resolve, reject) => {
      const again = (): void => {
        try {
          const value = look(this.items);
          if (value !== undefined && value !== false) resolve(value);
        } catch (error) {
          reject(error);
        }
      };
      this.#waiting.add(again);
      stop = () => void this.#waiting.delete(again);
      again();
    });
    return within(found, bound).finally(stop);
  }
}

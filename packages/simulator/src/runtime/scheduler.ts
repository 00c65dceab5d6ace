import type { Rng } from "./rng.ts";

/** Whose event it is: what a dead process waited for never happens, a stalled one sees it late. */
export interface Owner {
  readonly alive: boolean;
  /** Virtual milliseconds; what is due earlier waits until then. */
  readonly stalledUntilMs: number;
}

/** The world outside of every process: receivers, publishers, operators. */
export const OUTSIDE: Owner = { alive: true, stalledUntilMs: 0 };

export interface Scheduled {
  cancel(): void;
}

interface Item {
  atMs: number;
  readonly order: number;
  readonly owner: Owner;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * One event at a time, each with everything that follows from it in microtasks. Of the events that are ready, the
 * seed picks the next; when none is, virtual time jumps to the earliest. Nothing waits for real time.
 */
export class Scheduler {
  /** Virtual milliseconds since the world began. */
  nowMs = 0;
  steps = 0;
  readonly #rng: Rng;
  readonly #later: Item[] = [];
  readonly #ready: Item[] = [];
  #order = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** Run in this many milliseconds. */
  after(ms: number, owner: Owner, run: () => void): Scheduled {
    const item: Item = { atMs: this.nowMs + Math.max(0, ms), order: this.#order++, owner, run, cancelled: false };
    if (item.atMs <= this.nowMs) this.#ready.push(item);
    else push(this.#later, item);
    return {
      cancel: () => {
        item.cancelled = true;
      },
    };
  }

  /** Let one event happen. False: there is none before `untilMs`, which it is now. */
  async step(untilMs: number): Promise<boolean> {
    const item = this.#next(untilMs);
    if (item === undefined) return false;
    this.steps += 1;
    item.run();
    await microtasks();
    return true;
  }

  #next(untilMs: number): Item | undefined {
    for (;;) {
      for (let first = this.#later[0]; first !== undefined && first.atMs <= this.nowMs; first = this.#later[0]) {
        pop(this.#later);
        this.#ready.push(first);
      }
      if (this.#ready.length === 0) {
        const first = this.#later[0];
        if (first === undefined || first.atMs > untilMs) {
          this.nowMs = Math.max(this.nowMs, untilMs);
          return undefined;
        }
        this.nowMs = first.atMs;
        continue;
      }
      const item = this.#take(this.#rng.int(0, this.#ready.length - 1));
      if (item.cancelled || !item.owner.alive) continue;
      if (item.owner.stalledUntilMs <= this.nowMs) return item;
      item.atMs = item.owner.stalledUntilMs;
      push(this.#later, item);
    }
  }

  #take(index: number): Item {
    const last = this.#ready.pop() as Item;
    const item = this.#ready[index];
    if (item === undefined) return last;
    this.#ready[index] = last;
    return item;
  }
}

/**
 * Resolves when no microtask is left. Called from a microtask, Node takes up the tick only after it has run all of
 * them, and before it looks at any timer or socket: the event loop of the host has no say in the order.
 */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function before(a: Item, b: Item): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Item[], item: Item): void {
  let place = heap.length;
  heap.push(item);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent] as Item;
    if (!before(item, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = item;
}

function pop(heap: Item[]): void {
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    const right = heap[child + 1];
    if (right !== undefined && before(right, heap[child] as Item)) child += 1;
    const below = heap[child];
    if (below === undefined || !before(below, item)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = item;
}

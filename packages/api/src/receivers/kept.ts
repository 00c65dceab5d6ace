import type { ReceptionSettings } from "./settings.ts";

/** One request in memory, and about how much of it. */
interface Kept<Item> {
  readonly receiverId: string;
  readonly item: Item;
  readonly bytes: number;
}

interface Shelf<Item> {
  received: number;
  readonly kept: Set<Kept<Item>>;
}

/** The last requests of every receiver, within one budget of memory for all of them. */
export class KeptRequests<Item> {
  readonly #limits: Pick<ReceptionSettings, "keptPerReceiver" | "keptBytes">;
  readonly #shelves = new Map<string, Shelf<Item>>();
  /** Of all receivers, the oldest first. */
  readonly #all = new Set<Kept<Item>>();
  #bytes = 0;

  constructor(limits: Pick<ReceptionSettings, "keptPerReceiver" | "keptBytes">) {
    this.#limits = limits;
  }

  add(receiverId: string, item: Item, bytes: number): void {
    const shelf = this.#shelves.get(receiverId) ?? { received: 0, kept: new Set() };
    this.#shelves.set(receiverId, shelf);
    const kept = { receiverId, item, bytes };
    shelf.received += 1;
    shelf.kept.add(kept);
    this.#all.add(kept);
    this.#bytes += bytes;
    if (shelf.kept.size > this.#limits.keptPerReceiver) this.#dropOldest(shelf.kept);
    while (this.#bytes > this.#limits.keptBytes) this.#dropOldest(this.#all);
  }

  /** Requests since the server started, whether still kept or not. */
  received(receiverId: string): number {
    return this.#shelves.get(receiverId)?.received ?? 0;
  }

  /** Newest first. */
  of(receiverId: string): readonly Item[] {
    return [...(this.#shelves.get(receiverId)?.kept ?? [])].reverse().map(({ item }) => item);
  }

  forget(receiverId: string): void {
    for (const kept of this.#shelves.get(receiverId)?.kept ?? []) this.#drop(kept);
    this.#shelves.delete(receiverId);
  }

  #dropOldest(from: ReadonlySet<Kept<Item>>): void {
    for (const oldest of from) {
      this.#drop(oldest);
      return;
    }
  }

  #drop(kept: Kept<Item>): void {
    this.#all.delete(kept);
    this.#shelves.get(kept.receiverId)?.kept.delete(kept);
    this.#bytes -= kept.bytes;
  }
}

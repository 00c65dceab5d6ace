/**
 * A disk as its promises are: what was synced is there after a power cut, and of what was written since, any part may
 * be. Sectors are written whole or not at all, each by itself and in any order.
 */
import type { Random } from "@callcall/e2e/support/random";
import type { Step } from "./trace.ts";

/** What a power cut leaves of the writes that no sync covers. */
export const SURVIVALS = ["nothing", "everything", "a first part", "any sectors"] as const;
export type Survival = (typeof SURVIVALS)[number];

export type Image = ReadonlyMap<string, Buffer>;

type Change = { readonly at: number } & Extract<Step, { kind: "write" | "truncate" }>;

interface File {
  /** What is on the disk for certain. */
  durable: Buffer;
  /** Written and not synced, the oldest first. */
  pending: Change[];
  /** Whether its name is in the directory for certain. */
  isNamed: boolean;
}

const SECTOR_BYTES = 512;

export class Disk {
  readonly #files = new Map<string, File>();
  /** Removed, with no sync of the directory since: a power cut may bring them back as they are here. */
  readonly #removed = new Map<string, File>();
  readonly #honoursSyncs: boolean;
  #at = 0;

  /**
   * @param honoursSyncs false: a disk that lies, to see whether anybody notices
   * @param held what was on it for certain before the first step
   */
  constructor(honoursSyncs = true, held: Image = new Map()) {
    this.#honoursSyncs = honoursSyncs;
    // Copies: what is synced is written into them.
    for (const [name, content] of held) {
      this.#files.set(name, { durable: Buffer.from(content), pending: [], isNamed: true });
    }
  }

  /** Writes of this file that a power cut may take. */
  pendingOf(file: string): number {
    return this.#files.get(file)?.pending.length ?? 0;
  }

  apply(step: Step): void {
    const at = this.#at;
    this.#at += 1;
    switch (step.kind) {
      case "create":
        this.#files.set(step.file, { durable: Buffer.alloc(0), pending: [], isNamed: false });
        return;
      case "remove": {
        const file = this.#files.get(step.file);
        if (file?.isNamed) this.#removed.set(step.file, file);
        this.#files.delete(step.file);
        return;
      }
      case "write":
      case "truncate":
        this.#fileOf(step.file).pending.push({ ...step, at });
        return;
      case "sync":
        if (this.#honoursSyncs) this.#sync(step.file, step.began);
        return;
      case "heard":
      case "said":
        return;
    }
  }

  /** What is on the disk if the power fails now. */
  image(survival: Survival, random: Random): Image {
    const image = new Map<string, Buffer>();
    for (const [name, file] of this.#removed) {
      if (survival !== "everything" && random.below(2) === 0) image.set(name, survivorsOf(file, survival, random));
    }
    for (const [name, file] of this.#files) {
      const isThere = file.isNamed || survival === "everything" || (survival !== "nothing" && random.below(2) === 0);
      if (isThere) image.set(name, survivorsOf(file, survival, random));
    }
    return image;
  }

  #fileOf(name: string): File {
    const file = this.#files.get(name);
    if (file === undefined) throw new Error(`Cannot follow ${name} as it was never seen to be made`);
    return file;
  }

  #sync(name: string, began: number): void {
    if (name === "") {
      for (const file of this.#files.values()) file.isNamed = true;
      this.#removed.clear();
      return;
    }
    const file = this.#fileOf(name);
    const covered = file.pending.filter(({ at }) => at < began);
    file.durable = applied(file.durable, covered);
    file.pending = file.pending.filter(({ at }) => at >= began);
  }
}

function survivorsOf({ durable, pending }: File, survival: Survival, random: Random): Buffer {
  switch (survival) {
    case "nothing":
      return Buffer.from(durable);
    case "everything":
      return applied(Buffer.from(durable), pending);
    case "a first part":
      return applied(Buffer.from(durable), firstPart(pending, random));
    case "any sectors":
      return anySectors(Buffer.from(durable), pending, random);
  }
}

/** Whole up to somewhere, and there torn at a sector's edge. */
function firstPart(pending: readonly Change[], random: Random): readonly Change[] {
  const whole = random.below(pending.length + 1);
  const torn = pending[whole];
  if (torn?.kind !== "write") return pending.slice(0, whole);
  const lastSector = Math.floor((torn.offset + torn.bytes.length) / SECTOR_BYTES);
  const firstSector = Math.ceil(torn.offset / SECTOR_BYTES);
  const end = random.between(firstSector, Math.max(firstSector, lastSector)) * SECTOR_BYTES;
  const bytes = torn.bytes.subarray(0, Math.max(0, end - torn.offset));
  return [...pending.slice(0, whole), { ...torn, bytes }];
}

/**
 * Each sector is as it was after some number of the writes to it: the cache that the power cut emptied holds sectors
 * in their newest state, so a later write to one is never there without the earlier.
 */
function anySectors(durable: Buffer, pending: readonly Change[], random: Random): Buffer {
  const writes = new Map<number, number>();
  const pieces = pending.flatMap((change): (Change & { sector: number; nth: number })[] => {
    if (change.kind === "truncate") return [{ ...change, sector: -1, nth: 0 }];
    return sectorsOf(change).map((piece) => {
      const nth = writes.get(piece.sector) ?? 0;
      writes.set(piece.sector, nth + 1);
      return { ...piece, nth };
    });
  });
  // Some cuts come early in the write-back, some late.
  const share = random.between(0, 100);
  const kept = new Map<number, number>();
  for (const [sector, count] of writes) {
    kept.set(sector, random.below(100) < share ? random.between(1, count) : 0);
  }
  const survivors = pieces.filter(({ sector, nth }) =>
    sector === -1 ? random.below(100) < share : nth < (kept.get(sector) ?? 0),
  );
  return applied(durable, survivors);
}

function sectorsOf(write: Extract<Change, { kind: "write" }>): (typeof write & { sector: number })[] {
  const { offset, bytes } = write;
  const pieces = [];
  for (let start = offset; start < offset + bytes.length; ) {
    const sector = Math.floor(start / SECTOR_BYTES);
    const end = Math.min(offset + bytes.length, (sector + 1) * SECTOR_BYTES);
    pieces.push({ ...write, sector, offset: start, bytes: bytes.subarray(start - offset, end - offset) });
    start = end;
  }
  return pieces;
}

function endOf(change: Change): number {
  return change.kind === "write" ? change.offset + change.bytes.length : change.size;
}

/** Changes `content` where it is long enough, and returns it or a longer one. Holes are zeros. */
function applied(content: Buffer, changes: readonly Change[]): Buffer {
  // Not Math.max over all of them at once: on a disk that never syncs there are more than a call takes arguments.
  const longest = changes.reduce((most, change) => Math.max(most, endOf(change)), content.length);
  const room = longest > content.length ? Buffer.concat([content, Buffer.alloc(longest - content.length)]) : content;
  let size = content.length;
  for (const change of changes) {
    if (change.kind === "write") {
      change.bytes.copy(room, change.offset);
      size = Math.max(size, endOf(change));
    } else {
      if (change.size < size) room.fill(0, change.size, size);
      size = change.size;
    }
  }
  return room.subarray(0, size);
}

import { type Random, seeded } from "@callcall/e2e/support/random";
import { expect, test } from "vitest";
import { Disk, type Survival } from "./disk.ts";
import type { Step } from "./trace.ts";

const FILE = "callcall.db-wal";

function write(offset: number, text: string | Buffer): Step {
  return { kind: "write", file: FILE, offset, bytes: Buffer.from(text) };
}

/** As if it had been called after all steps before it. */
function diskAfter(steps: readonly Step[], honoursSyncs = true): Disk {
  const disk = new Disk(honoursSyncs);
  for (const [index, step] of steps.entries()) disk.apply(step.kind === "sync" ? { ...step, began: index } : step);
  return disk;
}

const CREATED: readonly Step[] = [
  { kind: "create", file: FILE },
  { kind: "sync", file: "", began: 0 },
];
const SYNC: Step = { kind: "sync", file: FILE, began: 0 };

function left(disk: Disk, survival: Survival, random: Random = seeded(1)): string | undefined {
  return disk.image(survival, random).get(FILE)?.toString("latin1");
}

/** Everything that a cut may leave. */
function possible(disk: Disk, survival: Survival): ReadonlySet<string | undefined> {
  const random = seeded(7);
  return new Set(Array.from({ length: 500 }, () => left(disk, survival, random)));
}

test("what was synced is there, what was not may not be", () => {
  const disk = diskAfter([...CREATED, write(0, "synced"), SYNC, write(6, " and not")]);
  expect(left(disk, "nothing")).toBe("synced");
  expect(left(disk, "everything")).toBe("synced and not");
});

test("a sync covers only what had been written when it was called", () => {
  const disk = new Disk();
  for (const step of CREATED) disk.apply(step);
  disk.apply(write(0, "a"));
  const began = 3;
  disk.apply(write(1, "b"));
  disk.apply({ kind: "sync", file: FILE, began });
  expect(left(disk, "nothing")).toBe("a");
});

test("a disk that ignores syncs keeps nothing for certain", () => {
  expect(left(diskAfter([...CREATED, write(0, "synced"), SYNC], false), "nothing")).toBeUndefined();
});

test("a file's name is certain only once its directory is synced", () => {
  const unnamed = diskAfter([{ kind: "create", file: FILE }, write(0, "x"), SYNC]);
  expect(left(unnamed, "nothing")).toBeUndefined();
  expect(possible(unnamed, "any sectors")).toEqual(new Set([undefined, "x"]));
});

test("a removed file may come back until its directory is synced", () => {
  const removed: readonly Step[] = [...CREATED, write(0, "x"), SYNC, { kind: "remove", file: FILE }];
  expect(possible(diskAfter(removed), "nothing")).toEqual(new Set([undefined, "x"]));
  const certain = diskAfter([...removed, { kind: "sync", file: "", began: 0 }]);
  expect(possible(certain, "nothing")).toEqual(new Set([undefined]));
});

test("any sectors: each is old or new by itself, and a hole is zeros", () => {
  const sector = (letter: string): string => letter.repeat(512);
  const disk = diskAfter([...CREATED, write(0, sector("a") + sector("b")), SYNC, write(0, sector("c") + sector("d"))]);
  const [a, b, c, d] = ["a", "b", "c", "d"].map(sector) as [string, string, string, string];
  expect(possible(disk, "any sectors")).toEqual(new Set([a + b, c + b, a + d, c + d]));

  const growing = diskAfter([...CREATED, write(0, a + b)]);
  expect(possible(growing, "any sectors")).toEqual(new Set(["", a, "\0".repeat(512) + b, a + b]));
});

test("a later write to a sector is never there without the earlier", () => {
  const disk = diskAfter([...CREATED, write(0, "one"), write(3, "two")]);
  expect(possible(disk, "any sectors")).toEqual(new Set(["", "one", "onetwo"]));
});

test("a first part: whole writes, and the next one torn at a sector's edge", () => {
  const disk = diskAfter([...CREATED, write(0, "a".repeat(512)), write(512, "b".repeat(1024))]);
  const lengths = new Set([...possible(disk, "a first part")].map((text) => text?.length));
  expect(lengths).toEqual(new Set([0, 512, 1024, 1536]));
});

test("truncating counts in its order", () => {
  const disk = diskAfter([...CREATED, write(0, "abcdef"), { kind: "truncate", file: FILE, size: 2 }, write(4, "z")]);
  expect(left(disk, "everything")).toBe("ab\0\0z");
});

test("more writes than a call takes arguments", () => {
  const writes = Array.from({ length: 200_000 }, (_, index) => write(index % 1_000, "x"));
  expect(left(diskAfter([...CREATED, ...writes]), "everything")).toHaveLength(1_000);
});

test("what was there before the first step is there whatever happens, until it is written over", () => {
  const held = new Map([[FILE, Buffer.from("before")]]);
  const disk = new Disk(true, held);
  expect(left(disk, "nothing")).toBe("before");
  disk.apply(write(0, "B"));
  expect(left(disk, "nothing")).toBe("before");
  expect(left(disk, "everything")).toBe("Before");
  disk.apply({ kind: "sync", file: FILE, began: 1 });
  expect(left(disk, "nothing")).toBe("Before");
  expect(left(new Disk(true, held), "nothing")).toBe("before");
});

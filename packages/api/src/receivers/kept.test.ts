import { describe, expect, it } from "vitest";
import { KeptRequests } from "./kept.ts";

describe("kept requests", () => {
  it("are the newest of each receiver, newest first; all are counted", () => {
    const kept = new KeptRequests<number>({ keptPerReceiver: 3, keptBytes: 1_000 });
    for (const n of [1, 2, 3, 4]) kept.add("a", n, 1);
    kept.add("b", 9, 1);
    expect(kept.of("a")).toEqual([4, 3, 2]);
    expect(kept.received("a")).toBe(4);
    expect(kept.of("b")).toEqual([9]);
    expect(kept.of("c")).toEqual([]);
    expect(kept.received("c")).toBe(0);
  });

  it("stay within one budget: the oldest of all receivers goes first", () => {
    const kept = new KeptRequests<number>({ keptPerReceiver: 100, keptBytes: 100 });
    kept.add("a", 1, 50);
    kept.add("b", 2, 50);
    expect([kept.of("a"), kept.of("b")]).toEqual([[1], [2]]);
    kept.add("b", 3, 1);
    expect([kept.of("a"), kept.of("b")]).toEqual([[], [3, 2]]);
    kept.add("b", 4, 1_000);
    expect(kept.of("b")).toEqual([]);
    expect(kept.received("b")).toBe(3);
  });

  it("give their memory back when the receiver is removed", () => {
    const kept = new KeptRequests<number>({ keptPerReceiver: 100, keptBytes: 100 });
    kept.add("a", 1, 90);
    kept.forget("a");
    kept.add("b", 2, 90);
    expect(kept.of("b")).toEqual([2]);
    expect(kept.received("a")).toBe(0);
  });
});

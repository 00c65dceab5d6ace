import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { type ApiCall, CallCounts, OTHER, STRANGER } from "./call-counts.ts";

const MINUTE = 60_000;
const M0 = 29_333_333 * MINUTE;

function call(changes: Partial<ApiCall> = {}): ApiCall {
  return {
    accountId: "acct_1",
    actor: "key_1",
    actorName: "deploy",
    ip: "192.0.2.1",
    operation: "events.publish",
    status: 202,
    ...changes,
  };
}

const address = (n: number): string => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;

describe("calls", () => {
  it("are counted by minute, caller, address, operation and status", () => {
    const counts = new CallCounts();
    counts.add(call(), M0);
    counts.add(call(), M0 + MINUTE - 1);
    counts.add(call(), M0 + MINUTE);
    for (const other of [{ actor: "key_2" }, { ip: "192.0.2.2" }, { operation: "webhooks.list" }, { status: 400 }]) {
      counts.add(call(other), M0);
    }
    counts.add(call({ accountId: "acct_2" }), M0);
    const taken = counts.take(M0 + MINUTE);
    expect(taken).toHaveLength(7);
    expect(taken[0]).toEqual({ ...call(), minuteMs: M0, count: 2, lastMs: M0 + MINUTE - 1 });
    expect(taken).toContainEqual({ ...call(), minuteMs: M0 + MINUTE, count: 1, lastMs: M0 + MINUTE });
  });

  it("are taken once, and forgotten with their minute", () => {
    const counts = new CallCounts();
    counts.add(call(), M0);
    expect(counts.take(M0 + 5_000)).toMatchObject([{ count: 1 }]);
    expect(counts.take(M0 + 10_000)).toEqual([]);
    counts.add(call(), M0 + 11_000);
    expect(counts.take(M0 + 15_000)).toMatchObject([{ count: 1, lastMs: M0 + 11_000 }]);
    expect(counts.size).toBe(1);
    counts.take(M0 + MINUTE);
    expect(counts.size).toBe(0);
  });

  it("that could not be stored are counted again", () => {
    const counts = new CallCounts();
    counts.add(call(), M0);
    const taken = counts.take(M0 + 5_000);
    counts.add(call(), M0 + 6_000);
    counts.putBack(taken);
    expect(counts.take(M0 + MINUTE + 5_000)).toEqual([{ ...call(), minuteMs: M0, count: 2, lastMs: M0 + 6_000 }]);
  });
});

describe("bounds", () => {
  it("addresses are told apart up to a number in a minute, then callers, then neither", () => {
    const counts = new CallCounts();
    const rows = LIMITS.api_call_rows;
    for (let n = 0; n < rows + 5; n++) counts.add(call({ ip: address(n) }), M0);
    expect(counts.size).toBe(rows + 1);
    // Taking does not make room again: what is stored of a minute is bounded, not only what is in memory.
    const taken = counts.take(M0 + 1);
    expect(taken.at(-1)).toMatchObject({ actor: "key_1", ip: OTHER, count: 5 });
    expect(taken[rows - 1]).toMatchObject({ ip: address(rows - 1), count: 1 });
    // One that is known stays told apart.
    counts.add(call({ ip: address(1) }), M0 + 2);
    expect(counts.take(M0 + 3)).toMatchObject([{ ip: address(1), count: 1 }]);

    for (let n = 0; n < rows + 5; n++) counts.add(call({ actor: `key_x${n}`, ip: "192.0.2.9" }), M0 + 4);
    expect(counts.size).toBe(2 * rows + 1);
    expect(counts.take(M0 + 5).at(-1)).toMatchObject({ actor: OTHER, ip: OTHER });

    counts.add(call({ ip: address(rows + 9) }), M0 + MINUTE);
    expect(counts.take(M0 + MINUTE + 1)).toMatchObject([{ ip: address(rows + 9), count: 1 }]);
  });

  it("strangers fill less, and nobody else's rows", () => {
    const counts = new CallCounts();
    const stranger = { actor: STRANGER, actorName: "", status: 401 };
    const rows = LIMITS.api_call_rows_of_strangers;
    for (let n = 0; n < 10_000; n++) counts.add(call({ ...stranger, ip: address(n) }), M0);
    expect(counts.size).toBe(rows + 1);
    counts.add(call(), M0);
    expect(counts.take(M0 + 1)).toContainEqual({ ...call(), minuteMs: M0, count: 1, lastMs: M0 });
  });

  it("many accounts together leave a bounded number of rows in memory", () => {
    const counts = new CallCounts();
    const most = LIMITS.api_call_rows_in_memory;
    for (let n = 0; n < most + 10_000; n++) {
      counts.add(call({ accountId: `acct_${n % 50}`, actor: `key_${n}`, ip: address(n) }), M0 + (n % 60) * MINUTE);
    }
    expect(counts.size).toBeLessThanOrEqual(most + 50 * 60);
    const taken = counts.take(M0 + 60 * MINUTE);
    expect(taken.reduce((sum, row) => sum + row.count, 0)).toBe(most + 10_000);
  });
});

import { STREAM_KINDS, type StreamEntry } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { isFiltering, matcherOf } from "./filter.ts";
import { isFailure, KIND_GROUPS, messageOf, noteText, toneOf } from "./line.ts";
import { Rate } from "./rate.ts";

const AT = "2026-01-01T00:00:00.000Z";
const finished: StreamEntry = {
  kind: "attempt.finished",
  at: AT,
  event_id: "evt_1",
  event_type: "customer.qualified",
  webhook_id: "wh_1",
  delivery_id: "dlv_1",
  attempt: 2,
  outcome: "http_5xx",
  response_status: 503,
  total_ms: 12.34,
};
const line = (entry: StreamEntry) => ({ seq: 1, atMs: 0, entry, note: null });

describe("messageOf", () => {
  it("says in plain words what happened", () => {
    expect(messageOf(finished)).toBe("attempt 2: 503 Server error, 12 ms");
    expect(
      messageOf({ ...finished, outcome: "timeout_headers", response_status: null, total_ms: 15_000, test: true }),
    ).toBe("test: attempt 2: Response timeout, 15.00 s");
    expect(messageOf({ kind: "retry.planned", at: AT, next_attempt_at: "2026-01-01T00:05:12.000Z" })).toBe(
      "next attempt in 5 min 12 s",
    );
    expect(messageOf({ kind: "event.accepted", at: AT, deliveries: 0 })).toBe("accepted, owed to 0 endpoints");
    expect(messageOf({ kind: "api.call", at: AT, method: "GET", path: "/api/v1/events", response_status: 200 })).toBe(
      "GET /api/v1/events → 200",
    );
  });

  it("has words for every kind, whatever is missing", () => {
    for (const kind of STREAM_KINDS) expect(messageOf({ kind, at: AT })).not.toBe("");
  });

  it("shows escapes instead of obeying them", () => {
    expect(
      messageOf({ kind: "api.call", at: AT, method: "GET", path: "/\u001b[2J<script>", response_status: 404 }),
    ).toBe("GET /[ESC][2J<script> → 404");
  });
});

it("puts every kind but the gap into a group to pick", () => {
  const picked = Object.values(KIND_GROUPS).flat();
  expect([...picked, "stream.gap"].sort()).toEqual([...STREAM_KINDS].sort());
});

it("knows failures and their colour", () => {
  expect(isFailure(finished)).toBe(true);
  expect(isFailure({ ...finished, outcome: "delivered" })).toBe(false);
  expect(isFailure({ kind: "webhook.changed", at: AT, status: "disabled" })).toBe(true);
  expect(isFailure({ kind: "api.call", at: AT, response_status: 404 })).toBe(true);
  expect(toneOf(line(finished))).toBe("bad");
  expect(toneOf(line({ ...finished, outcome: "delivered" }))).toBe("ok");
  expect(toneOf({ seq: 1, atMs: 0, entry: null, note: { state: "gap", missed: 3, from: null, to: AT } })).toBe("warn");
  expect(noteText({ state: "gap", missed: 3, from: null, to: AT })).toBe("3 entries missed here");
  expect(noteText({ state: "gap", missed: 1, from: null, to: AT })).toBe("1 entry missed here");
});

describe("matcherOf", () => {
  it.each([
    [{}, true],
    [{ kinds: [] }, true],
    [{ kinds: ["attempts"] as const }, true],
    [{ kinds: ["events", "api"] as const }, false],
    [{ type: "customer.qualified" }, true],
    [{ type: "customer.*" }, true],
    [{ type: "*" }, true],
    [{ type: "custom.*" }, false],
    [{ type: "customer" }, false],
    [{ webhook: "wh_1" }, true],
    [{ webhook: "wh_2" }, false],
    [{ id: " evt_1 " }, true],
    [{ id: "dlv_1" }, true],
    [{ id: "evt_2" }, false],
    [{ text: "SERVER error" }, true],
    [{ text: "dlv_1" }, true],
    [{ text: "nothing of it" }, false],
    [{ failures: true }, true],
    [{ failures: true, type: "service.*" }, false],
  ])("%j lets it through: %s", (filter, through) => {
    expect(matcherOf(filter)(line(finished))).toBe(through);
  });

  it("hides reads of the API that went well, unless they are asked for", () => {
    const read: StreamEntry = { kind: "api.call", at: AT, method: "GET", path: "/api/v1/events", response_status: 200 };
    expect(matcherOf({})(line(read))).toBe(false);
    expect(matcherOf({ reads: true })(line(read))).toBe(true);
    expect(matcherOf({})(line({ ...read, response_status: 404 }))).toBe(true);
    expect(matcherOf({})(line({ ...read, method: "POST" }))).toBe(true);
  });

  it("knows when it hides nothing", () => {
    expect(isFiltering({ kinds: [], type: "", failures: false, text: undefined })).toBe(false);
    expect(isFiltering({ kinds: ["api"] })).toBe(true);
  });
});

describe("Rate", () => {
  it("averages the last whole seconds, and forgets", () => {
    const rate = new Rate();
    for (let ms = 0; ms < 5_000; ms += 10) rate.count(1_000_000 + ms);
    expect(rate.perSecond(1_005_000)).toBe(100);
    expect(rate.perSecond(1_007_500)).toBe(60);
    expect(rate.perSecond(1_060_000)).toBe(0);
  });

  it("goes on when the clock is set back", () => {
    const rate = new Rate();
    rate.count(1_000_000);
    rate.count(500_000);
    expect(rate.perSecond(1_001_000)).toBeCloseTo(0.4);
  });
});

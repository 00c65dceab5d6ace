import type { Replay } from "@callcall/webhooks/client";
import { expect, test } from "vitest";
import { paceOf, progressOf, shareOf } from "./words.ts";

const AT = "2026-03-01T12:00:00.000Z";
const RUNNING: Replay = {
  dry_run: false,
  id: "rpl_1",
  webhook_id: "wh_1",
  which: "missing",
  since: AT,
  until: AT,
  types: null,
  total: 1_000,
  total_exact: true,
  rate_per_second: 50,
  status: "running",
  failure: null,
  examined: 400,
  replayed: 240,
  skipped: 10,
  waiting: false,
  replayed_per_second: 48.5,
  estimated_finish_at: "2026-03-01T12:00:15.000Z",
  created_at: AT,
  finished_at: null,
};

test("how far it is, and what it counted may have been a guess", () => {
  expect(progressOf(RUNNING)).toBe("240 of 1,000 events, 25 %");
  expect(progressOf({ ...RUNNING, total_exact: false })).toBe("240 of about 1,000 events, 25 %");
  expect(progressOf({ ...RUNNING, status: "completed", replayed: 1 })).toBe("1 event sent on");
});

test("it is not done before it is", () => {
  expect(shareOf({ ...RUNNING, replayed: 5_000 })).toBe(0.99);
  expect(shareOf({ ...RUNNING, total: 0, replayed: 0 })).toBe(0);
  expect(shareOf({ ...RUNNING, status: "completed" })).toBe(1);
});

test("how fast it goes, or what it waits for", () => {
  const now = Date.parse(AT);
  expect(paceOf(RUNNING, now)).toBe("48.5 a second, done in about 15 s.");
  expect(paceOf({ ...RUNNING, estimated_finish_at: null }, now)).toBe("48.5 a second.");
  expect(paceOf({ ...RUNNING, replayed_per_second: 0 }, now)).toBe("Getting under way.");
  expect(paceOf({ ...RUNNING, waiting: true }, now)).toMatch(/^Waiting/);
});

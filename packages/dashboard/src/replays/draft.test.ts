import { expect, test } from "vitest";
import { emptyDraft, replayStartOf } from "./draft.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

test("a reach goes back from when the dialog was opened, up to now", () => {
  expect(replayStartOf(emptyDraft("failed"), NOW)).toEqual({
    which: "failed",
    since: "2026-02-28T12:00:00.000Z",
    rate_per_second: 50,
  });
  expect(replayStartOf({ ...emptyDraft("all"), reach: "1h", types: ["a.b"] }, NOW)).toMatchObject({
    since: "2026-03-01T11:00:00.000Z",
    types: ["a.b"],
  });
});

test("times of one's own are taken in the reader's time zone, and asked about only once they are whole", () => {
  const draft = { ...emptyDraft("missing"), reach: "custom" } as const;
  expect(replayStartOf(draft, NOW)).toBeUndefined();
  expect(replayStartOf({ ...draft, from: "2026-0" }, NOW)).toBeUndefined();
  expect(replayStartOf({ ...draft, from: "2026-02-01T08:30" }, NOW)).toEqual({
    which: "missing",
    since: new Date("2026-02-01T08:30").toISOString(),
    rate_per_second: 50,
  });
  expect(replayStartOf({ ...draft, from: "2026-02-01T08:30", to: "2026-02-01T09:30" }, NOW)).toMatchObject({
    until: new Date("2026-02-01T09:30").toISOString(),
  });
});

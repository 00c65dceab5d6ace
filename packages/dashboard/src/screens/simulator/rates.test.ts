import type { StreamEntry } from "@callcall/webhooks/client";
import { expect, it } from "vitest";
import { countEntry, pointsOf, type Second } from "./rates.ts";

const at = (second: number): string => new Date(second * 1000 + 250).toISOString();
const entry = (kind: StreamEntry["kind"], second: number, more: Partial<StreamEntry> = {}): StreamEntry => ({
  kind,
  at: at(second),
  event_type: "a.b",
  ...more,
});

function count(entries: readonly StreamEntry[]): readonly Second[] {
  return entries.reduce<readonly Second[]>((seconds, one) => countEntry(seconds, one, ["a.b"]), []);
}

it("counts what concerns the run, by the second", () => {
  const seconds = count([
    entry("event.accepted", 1),
    entry("event.accepted", 1),
    entry("attempt.finished", 1, { outcome: "delivered" }),
    entry("attempt.finished", 2, { outcome: "http_5xx" }),
    entry("attempt.finished", 2, { outcome: "delivered", test: true }),
    entry("event.accepted", 2, { event_type: "other" }),
    entry("api.call", 2),
  ]);
  expect(seconds).toEqual([
    { at: 1_000, accepted: 2, delivered: 1, failed: 0 },
    { at: 2_000, accepted: 0, delivered: 0, failed: 1 },
  ]);
});

it("draws seconds in which nothing happened, and forgets old ones", () => {
  const points = pointsOf(count([entry("event.accepted", 1), entry("event.accepted", 3)]), 4_900);
  expect(points.map((point) => point.values["accepted"])).toEqual([1, 0, 1, 0]);
  const many = count(Array.from({ length: 200 }, (_, second) => entry("event.accepted", second)));
  expect(many).toHaveLength(90);
  expect(pointsOf(many, 199_000)).toHaveLength(90);
  expect(pointsOf([], 5)).toEqual([]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Addition,
  COUNTS,
  mergeRollups,
  mergeSums,
  type Note,
  pendingOf,
  type Rollup,
  startOf,
  sumNotes,
  widenSums,
} from "./rollup.ts";

const HOUR_MS = 3_600_000;

const additionsOf = (list: readonly Note[]): readonly Addition[] => widenSums(sumNotes(list));

const notes = fc.array(
  fc.record({
    accountId: fc.constantFrom("acct_a", "acct_b"),
    webhookId: fc.constantFrom("wh_a", "wh_b", null),
    atMs: fc.integer({ min: 0, max: 3 * HOUR_MS }),
    counts: fc.constantFrom<Note["counts"][]>(
      { events: 1 },
      { created: 1 },
      { attempts: 1, delivered: 1, succeeded: 1 },
      { attempts: 1, failed: 1, exhausted: 1 },
      { reopened: 1 },
      { cancelled: 7 },
    ),
    outcome: fc.constantFrom("delivered", "http_5xx"),
    responseMs: fc.option(fc.integer({ min: 1, max: 30_000 })),
  }),
  { maxLength: 40 },
);

test("each rollup gets exactly the notes of its subject and its time", () => {
  fc.assert(
    fc.property(notes, (list) => {
      for (const addition of additionsOf(list)) {
        const { accountId, webhookId, width, startMs } = addition;
        const covered = list.filter(
          (note) =>
            note.accountId === accountId &&
            (webhookId === null || note.webhookId === webhookId) &&
            (width === "total" || startOf(note.atMs, width) === startMs),
        );
        for (const name of COUNTS) {
          expect(addition.counts[name]).toBe(covered.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0));
        }
        if (width === "total") continue;
        const outcomes = [...addition.outcomes.values()].reduce((sum, count) => sum + count, 0);
        expect(outcomes).toBe(covered.length);
        const responses = [...addition.responseBins.values()].reduce((sum, count) => sum + count, 0);
        expect(responses).toBe(covered.filter(({ responseMs }) => responseMs !== null).length);
      }
    }),
  );
});

test("sums that are merged later come to the same", () => {
  fc.assert(
    fc.property(notes, notes, (earlier, later) => {
      const merged = mergeSums([...sumNotes(earlier), ...sumNotes(later)]);
      const inOrder = (sums: readonly Addition[]) =>
        sums.map((sum) => JSON.stringify([sum.accountId, sum.webhookId, sum.startMs, sum.counts])).sort();
      expect(inOrder(merged)).toEqual(inOrder(sumNotes([...earlier, ...later])));
    }),
  );
});

test("every note is in a minute, an hour and a total, of its webhook and of its account", () => {
  const note: Note = { accountId: "acct_a", webhookId: "wh_a", atMs: 90 * 60_000 + 1, counts: { created: 1 } };
  const touched = additionsOf([note, note]).map(({ webhookId, width, startMs }) => [webhookId, width, startMs]);
  expect(touched).toEqual([
    ["wh_a", "minute", 90 * 60_000],
    ["wh_a", "hour", HOUR_MS],
    ["wh_a", "total", 0],
    [null, "minute", 90 * 60_000],
    [null, "hour", HOUR_MS],
    [null, "total", 0],
  ]);
});

test("500 notes of one webhook in one minute are six additions", () => {
  const note: Note = { accountId: "acct_a", webhookId: "wh_a", atMs: 5, counts: { attempts: 1 }, outcome: "delivered" };
  const additions = additionsOf(Array.from({ length: 500 }, () => note));
  expect(additions.map(({ counts }) => counts.attempts)).toEqual(Array(6).fill(500));
});

test("merging adds everything up, and pending is what came in and has not ended", () => {
  const rollups: readonly Rollup[] = additionsOf([
    { accountId: "a", webhookId: null, atMs: 0, counts: { created: 3 }, outcome: "delivered", responseMs: 10 },
    { accountId: "a", webhookId: null, atMs: HOUR_MS, counts: { succeeded: 2 }, outcome: "delivered", responseMs: 10 },
    { accountId: "a", webhookId: null, atMs: HOUR_MS, counts: { reopened: 1 } },
  ])
    .filter(({ width }) => width === "hour")
    .map(({ counts, ...sum }) => ({ ...sum, ...counts }));
  const merged = mergeRollups(rollups);
  expect(merged).toMatchObject({ startMs: 0, created: 3, succeeded: 2, reopened: 1 });
  expect(merged.outcomes).toEqual(new Map([["delivered", 2]]));
  expect([...merged.responseBins.values()]).toEqual([2]);
  expect(pendingOf(merged)).toBe(2);
});

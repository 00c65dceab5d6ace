import { describe, expect, test } from "vitest";
import type { ApiCallFilter, ApiCallRecord } from "../port/api-calls.ts";
import { ACCOUNT, OTHER_ACCOUNT } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

const MINUTE = 60_000;
const M0 = 29_333_333 * MINUTE;

function buildCalls(changes: Partial<ApiCallRecord> = {}): ApiCallRecord {
  return {
    accountId: ACCOUNT,
    minuteMs: M0,
    id: "row_1",
    actor: "key_one",
    actorName: "deploy",
    ip: "192.0.2.9",
    operation: "events.publish",
    status: 202,
    count: 3,
    lastMs: M0 + 7,
    ...changes,
  };
}

export function describeApiCalls(subject: Subject): void {
  const page = { ...FIRST_PAGE, examine: 1_000 };
  const add = (...calls: ApiCallRecord[]) => subject.run({ kind: "api_calls.add", calls });

  test("counts of the same row add up, and its last instant never goes back", async () => {
    expect(await add(buildCalls(), buildCalls({ id: "row_2", ip: "192.0.2.10", count: 1 }))).toEqual({ kind: "added" });
    await add(buildCalls({ count: 2, lastMs: M0 + 5 }));
    await add(buildCalls({ minuteMs: M0 + MINUTE, count: 9, lastMs: M0 + MINUTE }));
    await add(buildCalls({ accountId: OTHER_ACCOUNT, count: 100 }));
    await subject.reopen();
    expect((await subject.store.apiCalls(ACCOUNT, {}, page)).rows).toEqual([
      buildCalls({ minuteMs: M0 + MINUTE, count: 9, lastMs: M0 + MINUTE }),
      buildCalls({ id: "row_2", ip: "192.0.2.10", count: 1 }),
      buildCalls({ count: 5 }),
    ]);
    expect((await subject.store.apiCalls(OTHER_ACCOUNT, {}, page)).rows).toHaveLength(1);
  });

  test("those of long ago are dropped in bounded steps", async () => {
    const minutes = [0, 1, 2, 3].map((n) => buildCalls({ minuteMs: M0 + n * MINUTE }));
    await add(...minutes);
    const times = { nowMs: 0, secretsEndedMs: 0, minutesBeforeMs: 0, hoursBeforeMs: 0 };
    const expire = { kind: "rows.expire", ...times, callsBeforeMs: M0 + 3 * MINUTE, limit: 2 } as const;
    for (const rows of [2, 1, 0]) expect(await subject.run(expire)).toEqual({ kind: "expired", rows });
    expect((await subject.store.apiCalls(ACCOUNT, {}, page)).rows).toEqual(minutes.slice(3));
  });

  describe("a filter", () => {
    const rows: ApiCallRecord[] = Array.from({ length: 30 }, (_, n) =>
      buildCalls({
        minuteMs: M0 + Math.floor(n / 3) * MINUTE,
        id: `row_${String(n).padStart(2, "0")}`,
        actor: `key_${n % 2}`,
        operation: ["events.publish", "webhooks.list", "keys.create"][n % 3] ?? "",
        status: [200, 404, 202, 200, 500][n % 5] ?? 0,
      }),
    ).reverse();

    function matches(row: ApiCallRecord, filter: ApiCallFilter): boolean {
      return (
        (filter.actor === undefined || row.actor === filter.actor) &&
        (filter.operation === undefined || row.operation === filter.operation) &&
        (filter.failed === undefined || row.status >= 400 === filter.failed) &&
        (filter.sinceMs === undefined || row.minuteMs >= filter.sinceMs) &&
        (filter.untilMs === undefined || row.minuteMs < filter.untilMs)
      );
    }

    const FILTERS: readonly ApiCallFilter[] = [
      { actor: "key_1" },
      { operation: "webhooks.list" },
      { failed: true },
      { failed: false },
      { actor: "key_1", failed: true },
      { actor: "key_0", operation: "keys.create", failed: false },
      { sinceMs: M0 + 2 * MINUTE, untilMs: M0 + 5 * MINUTE },
      { failed: true, operation: "webhooks.list", sinceMs: M0 + MINUTE, untilMs: M0 + 8 * MINUTE },
    ];

    test.each(FILTERS)("finds what it names, however short the pages and the looks: %j", async (filter) => {
      await add(...rows);
      const wanted = rows.filter((row) => matches(row, filter));
      for (const [limit, examine] of [
        [100, 100],
        [2, 100],
        [2, 3],
      ] as const) {
        const found: ApiCallRecord[] = [];
        let after: { readonly ms: number; readonly id: string } | null | undefined = null;
        while (after !== undefined && found.length <= rows.length) {
          const slice = await subject.store.apiCalls(ACCOUNT, filter, { limit, after, examine });
          found.push(...slice.rows);
          const last = slice.rows.at(-1);
          after =
            slice.rows.length === limit && last !== undefined
              ? { ms: last.minuteMs, id: last.id }
              : (slice.examinedTo ?? undefined);
        }
        expect(found).toEqual(wanted);
      }
    });
  });
}

import { beforeEach, describe, expect, test } from "vitest";
import type { AuditRecord } from "../port/records.ts";
import type { AuditFilter } from "../port/store.ts";
import { ACCOUNT, buildAudit, OTHER_ACCOUNT, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeAudit(subject: Subject): void {
  test("entries are listed newest first, page by page, with every field", async () => {
    const bare = { ip: null, changes: null, requestId: "" };
    const entries = [buildAudit({ atMs: T0 + 1 }), buildAudit({ atMs: T0 }), buildAudit({ atMs: T0, ...bare })];
    const [newest, oldest, middle] = entries;
    for (const audit of entries) {
      expect(await subject.run({ kind: "audit.append", audit })).toEqual({ kind: "appended" });
    }
    await subject.reopen();
    const page = { limit: 2, examine: 10 };
    expect(await subject.store.audit(ACCOUNT, {}, { ...page, after: null })).toEqual({
      rows: [newest, middle],
      examinedTo: null,
    });
    const after = { ms: T0, id: middle?.id ?? "" };
    expect((await subject.store.audit(ACCOUNT, {}, { ...page, after })).rows).toEqual([oldest]);
  });

  describe("a filter", () => {
    const entries: AuditRecord[] = [];

    beforeEach(async () => {
      entries.length = 0;
      // Times of pairs are equal, so that the order within an instant is put to the test as well.
      for (let n = 0; n < 24; n++) {
        entries.unshift(
          buildAudit({
            atMs: T0 + Math.floor(n / 2),
            action: ["webhook.update", "webhooks.x", "webhook.delete", "secret.reveal"][n % 4] ?? "",
            actor: `key_${n % 3}`,
            target: `wh_${n % 5}`,
          }),
        );
      }
      const foreign = entries.map((entry) => ({ ...entry, accountId: OTHER_ACCOUNT }));
      const commands = [...entries, ...foreign].map((audit) => ({ kind: "audit.append", audit }) as const);
      await subject.store.commit(commands);
    });

    function matches(entry: AuditRecord, filter: AuditFilter): boolean {
      return (
        (filter.action === undefined || entry.action === filter.action) &&
        (filter.actionPrefix === undefined || entry.action.startsWith(filter.actionPrefix)) &&
        (filter.actor === undefined || entry.actor === filter.actor) &&
        (filter.target === undefined || entry.target === filter.target) &&
        (filter.sinceMs === undefined || entry.atMs >= filter.sinceMs) &&
        (filter.untilMs === undefined || entry.atMs < filter.untilMs)
      );
    }

    const FILTERS: readonly AuditFilter[] = [
      { action: "secret.reveal" },
      { actionPrefix: "webhook." },
      { actor: "key_1" },
      { target: "wh_2" },
      { sinceMs: T0 + 4 },
      { untilMs: T0 + 4 },
      { actor: "key_1", action: "webhook.update" },
      { target: "wh_3", actor: "key_0" },
      { target: "wh_3", actor: "key_0", actionPrefix: "webhook", sinceMs: T0 + 1, untilMs: T0 + 9 },
      { action: "secret.reveal", sinceMs: T0 + 3, untilMs: T0 + 7 },
      { actionPrefix: "secret.", sinceMs: T0 + 3, untilMs: T0 + 7 },
      { actor: "key_9" },
    ];

    test.each(FILTERS)("finds what it names, however short the pages and the looks: %j", async (filter) => {
      const wanted = entries.filter((entry) => matches(entry, filter));
      for (const [limit, examine] of [
        [100, 100],
        [2, 100],
        [100, 3],
        [2, 3],
        [1, 1],
      ] as const) {
        expect(await walk(filter, limit, examine), `${limit} of ${examine}`).toEqual(wanted);
      }
    });

    async function walk(filter: AuditFilter, limit: number, examine: number): Promise<readonly AuditRecord[]> {
      const found: AuditRecord[] = [];
      let after: { readonly ms: number; readonly id: string } | null = null;
      for (let page = 0; page < 100; page++) {
        const { rows, examinedTo } = await subject.store.audit(ACCOUNT, filter, { limit, after, examine });
        found.push(...rows);
        const last = rows.at(-1);
        if (rows.length === limit && last !== undefined) after = { ms: last.atMs, id: last.id };
        else if (examinedTo !== null) after = examinedTo;
        else return found;
      }
      throw new Error("The list does not end");
    }
  });
}

import { expect, test } from "vitest";
import { ACCOUNT, buildAudit, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeAudit(subject: Subject): void {
  test("entries are listed newest first, page by page", async () => {
    const entries = [buildAudit({ atMs: T0 + 1 }), buildAudit({ atMs: T0 }), buildAudit({ atMs: T0 })];
    const [newest, oldest, middle] = entries;
    for (const audit of entries) {
      expect(await subject.run({ kind: "audit.append", audit })).toEqual({ kind: "appended" });
    }
    await subject.reopen();
    expect(await subject.store.audit(ACCOUNT, { limit: 2, after: null })).toEqual([newest, middle]);
    const after = { ms: T0, id: middle?.id ?? "" };
    expect(await subject.store.audit(ACCOUNT, { limit: 2, after })).toEqual([oldest]);
  });
}

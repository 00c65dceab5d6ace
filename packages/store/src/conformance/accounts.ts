import { expect, test } from "vitest";
import { ACCOUNT, buildAudit, OTHER_ACCOUNT, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeAccounts(subject: Subject): void {
  test("an account is created once, and stays as it was", async () => {
    const account = { id: ACCOUNT, name: "Acme", createdMs: T0 };
    const create = { kind: "account.create", account, audit: buildAudit() } as const;
    expect(await subject.run(create)).toEqual({ kind: "created" });
    const again = { ...create, account: { ...account, name: "Changed" }, audit: buildAudit() };
    expect(await subject.run(again)).toEqual({ kind: "created" });
    await subject.reopen();
    expect(await subject.store.account(ACCOUNT)).toEqual(account);
    expect(await subject.store.account(OTHER_ACCOUNT)).toBeUndefined();
    expect(await subject.audit()).toHaveLength(1);
  });

  test("accounts are listed newest first, page by page", async () => {
    const accounts = ["acct_b", "acct_c", "acct_a"].map((id, index) => ({ id, name: id, createdMs: T0 + (index % 2) }));
    for (const account of accounts) await subject.run({ kind: "account.create", account, audit: null });
    const [first, ...rest] = ["acct_c", "acct_b", "acct_a"];
    const page = await subject.store.accounts({ limit: 1, after: null });
    expect(page.map((account) => account.id)).toEqual([first]);
    const after = { ms: T0 + 1, id: "acct_c" };
    expect((await subject.store.accounts({ limit: 5, after })).map((account) => account.id)).toEqual(rest);
  });
}

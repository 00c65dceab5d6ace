import { expect, test } from "vitest";
import type { CreateKey, RevokeKey } from "../port/commands.ts";
import type { KeyRecord } from "../port/records.ts";
import { ACCOUNT, buildAudit, buildKey, OTHER_ACCOUNT, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

function create(key: KeyRecord, limit: number = 10): CreateKey {
  return { kind: "key.create", key, limit, audit: buildAudit() };
}

function revoke(keyId: string, nowMs: number): RevokeKey {
  return { kind: "key.revoke", accountId: ACCOUNT, keyId, nowMs, audit: buildAudit() };
}

export function describeKeys(subject: Subject): void {
  test("a key is found by its hash, whole", async () => {
    const key = buildKey({ expiresMs: T0 + 5 });
    expect(await subject.run(create(key))).toEqual({ kind: "created" });
    await subject.reopen();
    expect(await subject.store.keyByHash(key.hash)).toEqual(key);
    expect(await subject.store.keyByHash("another")).toBeUndefined();
  });

  test("a revoked key stays, with the instant of its first revocation", async () => {
    const key = buildKey();
    await subject.run(create(key));
    expect(await subject.run(revoke(key.id, T0 + 1))).toEqual({ kind: "revoked" });
    expect(await subject.run(revoke(key.id, T0 + 2))).toEqual({ kind: "revoked" });
    expect(await subject.run(revoke("key_none", T0))).toEqual({ kind: "not_found" });
    expect(await subject.store.keyByHash(key.hash)).toEqual({ ...key, revokedMs: T0 + 1 });
    expect(await subject.audit()).toHaveLength(2);
  });

  test("an operator key cannot be revoked", async () => {
    const key = buildKey({ operator: true });
    await subject.run({ kind: "key.bootstrap", key });
    expect(await subject.run(revoke(key.id, T0 + 1))).toEqual({ kind: "operator_key" });
    expect(await subject.store.keyByHash(key.hash)).toEqual(key);
  });

  test("the limit counts the keys that are not revoked", async () => {
    const key = buildKey();
    await subject.run(create(key, 1));
    expect(await subject.run(create(buildKey(), 1))).toEqual({ kind: "limit_reached" });
    await subject.run(revoke(key.id, T0));
    expect(await subject.run(create(buildKey(), 1))).toEqual({ kind: "created" });
  });

  test("the bootstrap replaces the account's operator keys, and no other", async () => {
    const [plain, operator] = [buildKey(), buildKey({ operator: true })];
    const foreign = buildKey({ accountId: OTHER_ACCOUNT, operator: true });
    for (const key of [plain, operator, foreign]) await subject.run(create(key));
    const next = buildKey({ operator: true });
    expect(await subject.run({ kind: "key.bootstrap", key: next })).toEqual({ kind: "created" });
    expect(await subject.store.keys(ACCOUNT, FIRST_PAGE)).toEqual([next, plain]);
    expect(await subject.store.keyByHash(operator.hash)).toBeUndefined();
    expect(await subject.store.keyByHash(foreign.hash)).toEqual(foreign);
  });

  test("the bootstrap may be given the same key at every start", async () => {
    const key = buildKey({ operator: true });
    await subject.run({ kind: "key.bootstrap", key });
    const again = buildKey({ operator: true, hash: key.hash });
    await subject.run({ kind: "key.bootstrap", key: again });
    expect(await subject.store.keys(ACCOUNT, FIRST_PAGE)).toEqual([again]);
  });

  test("keys are listed newest first, page by page", async () => {
    const [young, old] = [buildKey({ createdMs: T0 + 1 }), buildKey()];
    for (const key of [young, old]) await subject.run(create(key));
    expect(await subject.store.keys(ACCOUNT, { limit: 1, after: null })).toEqual([young]);
    const after = { ms: young.createdMs, id: young.id };
    expect(await subject.store.keys(ACCOUNT, { limit: 1, after })).toEqual([old]);
  });
}

import { expect, test } from "vitest";
import type { KeyRecord } from "../port/records.ts";
import type { PortalRecord, SessionRecord } from "../port/sessions.ts";
import { ACCOUNT, buildAudit, buildKey, buildPortal, buildSession, OTHER_ACCOUNT, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeSessions(subject: Subject): void {
  async function key(changes: Partial<KeyRecord> = {}): Promise<KeyRecord> {
    const record = buildKey(changes);
    await subject.run({ kind: "key.create", key: record, limit: 10, audit: buildAudit() });
    return record;
  }

  async function signIn(session: SessionRecord, limit: number = 10): Promise<SessionRecord> {
    await subject.run({ kind: "session.create", session, limit, audit: buildAudit() });
    return session;
  }

  async function link(portal: PortalRecord): Promise<PortalRecord> {
    await subject.run({ kind: "portal.create", portal, limit: 10, audit: buildAudit() });
    return portal;
  }

  const isOpen = async ({ hash }: SessionRecord): Promise<boolean> =>
    (await subject.store.sessionByHash(hash)) !== undefined;

  test("a session is found by its hash, whole, with the key and the link that it depends on", async () => {
    const opener = await key();
    const portal = await link(buildPortal(opener, { theme: null }));
    const plain = await signIn(buildSession(opener));
    const guest = await signIn(buildSession(opener, { portalId: portal.id }));
    await subject.reopen();
    expect(await subject.store.sessionByHash(plain.hash)).toEqual({ session: plain, key: opener, portal: null });
    expect(await subject.store.sessionByHash(guest.hash)).toEqual({ session: guest, key: opener, portal });
    expect(await subject.store.sessionByHash("another")).toBeUndefined();
  });

  test("a session and a link are gone with a key that another has replaced, be it under the same id", async () => {
    const operator = buildKey({ id: "key_operator", operator: true });
    await subject.run({ kind: "key.bootstrap", key: operator });
    const session = await signIn(buildSession(operator));
    const portal = await link(buildPortal(operator));
    await subject.run({ kind: "key.bootstrap", key: { ...operator, hash: "another" } });
    expect(await isOpen(session)).toBe(false);
    expect(await subject.store.portalByHash(portal.hash)).toBeUndefined();
    expect(await subject.store.portalById(portal.id)).toBeUndefined();
    expect(await subject.store.portals(ACCOUNT, T0, FIRST_PAGE)).toEqual([]);
  });

  test("a key that was revoked is told with the session", async () => {
    const opener = await key();
    const session = await signIn(buildSession(opener));
    const revoked = { kind: "key.revoke", accountId: ACCOUNT, keyId: opener.id, nowMs: T0 + 1 } as const;
    await subject.run({ ...revoked, audit: buildAudit() });
    expect((await subject.store.sessionByHash(session.hash))?.key.revokedMs).toBe(T0 + 1);
  });

  test("signing out ends one session, once, and no other account's", async () => {
    const opener = await key();
    const [session, other] = [await signIn(buildSession(opener)), await signIn(buildSession(opener))];
    const end = { kind: "session.delete", sessionId: session.id } as const;
    const before = (await subject.audit()).length;
    expect(await subject.run({ ...end, accountId: OTHER_ACCOUNT, audit: buildAudit() })).toEqual({ kind: "not_found" });
    expect(await subject.run({ ...end, accountId: ACCOUNT, audit: buildAudit() })).toEqual({ kind: "deleted" });
    expect(await subject.run({ ...end, accountId: ACCOUNT, audit: buildAudit() })).toEqual({ kind: "not_found" });
    expect([await isOpen(session), await isOpen(other)]).toEqual([false, true]);
    expect(await subject.audit()).toHaveLength(before + 1);
  });

  test("one more than the limit ends the oldest of the same key or link, and no other", async () => {
    const [opener, another] = [await key(), await key()];
    const portal = await link(buildPortal(opener));
    const foreign = await signIn(buildSession(another), 2);
    const guest = await signIn(buildSession(opener, { portalId: portal.id }), 2);
    const sessions = [
      await signIn(buildSession(opener), 2),
      await signIn(buildSession(opener, { createdMs: T0 + 1 }), 2),
      await signIn(buildSession(opener, { createdMs: T0 + 2 }), 2),
    ];
    expect(await Promise.all([...sessions, guest, foreign].map(isOpen))).toEqual([false, true, true, true, true]);
  });

  test("a link is found by its token and by its id, whole", async () => {
    const maker = await key({ accountId: OTHER_ACCOUNT, operator: true });
    const portal = await link(buildPortal(maker, { accountId: ACCOUNT }));
    await subject.reopen();
    expect(await subject.store.portalByHash(portal.hash)).toEqual({ portal, key: maker });
    expect(await subject.store.portalById(portal.id)).toEqual({ portal, key: maker });
    expect(await subject.store.portalByHash("another")).toBeUndefined();
    expect(await subject.store.portalById("prt_none")).toBeUndefined();
  });

  test("revoking a link ends whoever came in by it", async () => {
    const opener = await key();
    const [portal, kept] = [await link(buildPortal(opener)), await link(buildPortal(opener))];
    const guest = await signIn(buildSession(opener, { portalId: portal.id }));
    const stays = [await signIn(buildSession(opener, { portalId: kept.id })), await signIn(buildSession(opener))];
    const revoke = { kind: "portal.revoke", portalId: portal.id, audit: buildAudit() } as const;
    expect(await subject.run({ ...revoke, accountId: OTHER_ACCOUNT })).toEqual({ kind: "not_found" });
    expect(await subject.run({ ...revoke, accountId: ACCOUNT })).toEqual({ kind: "revoked" });
    expect(await subject.run({ ...revoke, accountId: ACCOUNT })).toEqual({ kind: "not_found" });
    expect(await subject.store.portalById(portal.id)).toBeUndefined();
    expect(await Promise.all([guest, ...stays].map(isOpen))).toEqual([false, true, true]);
  });

  test("the list shows the links in force, newest first, page by page", async () => {
    const [maker, revoked, expired] = [await key(), await key(), await key({ expiresMs: T0 + 5 })];
    const [old, young] = [await link(buildPortal(maker)), await link(buildPortal(maker, { createdMs: T0 + 1 }))];
    await link(buildPortal(maker, { expiresMs: T0 + 5 }));
    await link(buildPortal(expired));
    await link(buildPortal(revoked));
    const revocation = { kind: "key.revoke", accountId: ACCOUNT, keyId: revoked.id, nowMs: T0 } as const;
    await subject.run({ ...revocation, audit: buildAudit() });
    expect(await subject.store.portals(ACCOUNT, T0 + 5, FIRST_PAGE)).toEqual([young, old]);
    expect(await subject.store.portals(ACCOUNT, T0 + 5, { limit: 1, after: null })).toEqual([young]);
    const after = { ms: young.createdMs, id: young.id };
    expect(await subject.store.portals(ACCOUNT, T0 + 5, { limit: 1, after })).toEqual([old]);
    expect(await subject.store.portals(OTHER_ACCOUNT, T0, FIRST_PAGE)).toEqual([]);
  });

  test("the limit of links counts those that are not over", async () => {
    const maker = await key();
    const create = (portal: PortalRecord) =>
      subject.run({ kind: "portal.create", portal, limit: 1, audit: buildAudit() });
    expect(await create(buildPortal(maker))).toEqual({ kind: "created" });
    expect(await create(buildPortal(maker, { createdMs: T0 + 999 }))).toEqual({ kind: "limit_reached" });
    expect(await create(buildPortal(maker, { createdMs: T0 + 1_000 }))).toEqual({ kind: "created" });
  });

  test("sessions and links are dropped when their time is over, a bounded number at a time", async () => {
    const opener = await key();
    for (let index = 0; index < 3; index++) await signIn(buildSession(opener, { expiresMs: T0 + 10 }));
    const young = await signIn(buildSession(opener, { expiresMs: T0 + 11 }));
    const over = await link(buildPortal(opener, { expiresMs: T0 + 10 }));
    const expire = {
      kind: "rows.expire",
      nowMs: T0 + 10,
      secretsEndedMs: 0,
      minutesBeforeMs: 0,
      hoursBeforeMs: 0,
      callsBeforeMs: 0,
      limit: 2,
    } as const;
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 3 });
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 1 });
    expect(await subject.store.portalById(over.id)).toBeUndefined();
    expect(await isOpen(young)).toBe(true);
  });
}

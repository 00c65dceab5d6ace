import {
  LIMITS,
  PORTAL_SCOPES,
  PORTAL_SCOPES_DEFAULT,
  type PortalSession,
  type PortalSessionCreate,
  SCOPES,
} from "@callcall/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT, type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";
import { hashKey } from "./keys.ts";
import type { Principal } from "./port.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path);
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const FROM = { requestId: "req_2", ip: null };
const HOUR_MS = 3_600_000;
const FIRST_PAGE = { limit: 10, after: null };

async function makeKey(
  scopes: Principal["scopes"] = SCOPES,
  expires_at?: string,
): Promise<{ key: string; id: string }> {
  const input = { name: "ci", scopes: [...scopes], ...(expires_at === undefined ? {} : { expires_at }) };
  return harness.run(harness.engine.keys.create(harness.caller, input));
}

async function principalOf(key: string): Promise<Principal> {
  const principal = await harness.run(harness.engine.keys.authenticate(key));
  if (principal === undefined) throw new Error("The key is not valid");
  return principal;
}

const signIn = (credential: Parameters<Harness["engine"]["sessions"]["signIn"]>[0]) =>
  harness.run(harness.engine.sessions.signIn(credential, { requestId: "req_1", ip: "192.0.2.7" }));

async function signedIn(credential: Parameters<typeof signIn>[0]): Promise<{ token: string; principal: Principal }> {
  const result = await signIn(credential);
  if (result === undefined) throw new Error("Not signed in");
  return result;
}

async function makeLink(
  key: string,
  input: Partial<PortalSessionCreate> = {},
): Promise<PortalSession & { readonly token: string }> {
  const whole = { expires_in_seconds: 3_600, allowed_origins: [], ...input };
  return harness.run(harness.engine.portals.create(harness.caller, await principalOf(key), whole));
}

const holds = async (token: string): Promise<boolean> =>
  (await harness.run(harness.engine.sessions.authenticate(token))) !== undefined;

const isOpen = async (link: { readonly token: string }): Promise<boolean> =>
  (await signIn({ portalToken: link.token })) !== undefined;

describe("a session", () => {
  it("may do what its key may, for twelve hours", async () => {
    const { key, id } = await makeKey(["events:read"]);
    const { token, principal } = await signedIn({ key });
    expect(token).toMatch(/^cs_[A-Za-z0-9_-]{43}$/);
    expect(principal).toMatchObject({ keyId: id, accountId: ACCOUNT, scopes: ["events:read"], operator: false });
    expect(await harness.run(harness.engine.sessions.authenticate(token))).toEqual(principal);
    await harness.time.advance(LIMITS.session_seconds * 1_000 - 1);
    expect(await holds(token)).toBe(true);
    await harness.time.advance(1);
    expect(await holds(token)).toBe(false);
  });

  it("is stored as a hash, and is another one every time", async () => {
    const { key } = await makeKey();
    const [one, two] = [await signedIn({ key }), await signedIn({ key })];
    expect(one.token).not.toBe(two.token);
    const stored = await harness.store.sessionByHash(hashKey(one.token));
    expect(JSON.stringify(stored)).not.toContain(one.token.slice(3));
  });

  it("ends with its key: revoked or expired", async () => {
    const revoked = await makeKey();
    const expiring = await makeKey(SCOPES, "2025-02-07T03:55:00Z");
    const [first, second] = [await signedIn({ key: revoked.key }), await signedIn({ key: expiring.key })];
    await harness.run(harness.engine.keys.revoke(harness.caller, revoked.id));
    expect([await holds(first.token), await holds(second.token)]).toEqual([false, true]);
    await harness.time.advance(HOUR_MS);
    expect(await holds(second.token)).toBe(false);
  });

  it("is signed out of once, and only it", async () => {
    const { key } = await makeKey();
    const [one, two] = [await signedIn({ key }), await signedIn({ key })];
    for (let n = 0; n < 2; n++) await harness.run(harness.engine.sessions.signOut(one.principal, FROM));
    expect([await holds(one.token), await holds(two.token)]).toEqual([false, true]);
  });

  it("leaves its beginning and its end in the audit log", async () => {
    const { key, id } = await makeKey();
    const { principal } = await signedIn({ key });
    await harness.run(harness.engine.sessions.signOut(principal, FROM));
    const log = await harness.run(harness.engine.audit.list(harness.caller, {}, { limit: 2, after: null }));
    const target = principal.session?.id;
    expect(log.data).toMatchObject([
      { action: "session.delete", actor: id, target, request_id: "req_2" },
      { action: "session.create", actor: id, actor_name: "ci", ip: "192.0.2.7", target, request_id: "req_1" },
    ]);
  });

  it("is the oldest of a key that makes room", async () => {
    const { key } = await makeKey();
    const first = await signedIn({ key });
    for (let n = 1; n < LIMITS.sessions_per_key; n++) await signedIn({ key });
    expect(await holds(first.token)).toBe(true);
    await signedIn({ key });
    expect(await holds(first.token)).toBe(false);
  });

  it("is not opened by what is no key", async () => {
    const { key } = await makeKey();
    const link = await makeLink(key);
    for (const wrong of [`${key}x`, "", link.token, hashKey(key)]) expect(await signIn({ key: wrong })).toBeUndefined();
    for (const wrong of [key, "", `${link.token}x`]) expect(await signIn({ portalToken: wrong })).toBeUndefined();
  });
});

describe("a portal link", () => {
  it("opens its account with its scopes and theme, and nothing more", async () => {
    const { key } = await makeKey();
    const theme = { name: "Acme", primary_color: "#0055aa" };
    const link = await makeLink(key, { scopes: ["events:read"], allowed_origins: ["https://a.example"], theme });
    expect(link.token).toMatch(/^cp_[A-Za-z0-9_-]{43}$/);
    const { principal } = await signedIn({ portalToken: link.token });
    expect(principal).toMatchObject({
      keyId: link.id,
      accountId: ACCOUNT,
      scopes: ["events:read"],
      operator: false,
      session: { portal: { id: link.id, theme, embeddable: true } },
    });
  });

  it("gives by default everything that it may and its maker has, but for the alert rules, which send mail", async () => {
    const { key } = await makeKey();
    const { scopes } = await makeLink(key);
    expect(scopes).toEqual(PORTAL_SCOPES_DEFAULT);
    expect(scopes).toContain("alerts:read");
    expect(scopes).not.toContain("alerts:write");
    expect((await makeLink(key, { scopes: [...PORTAL_SCOPES] })).scopes).toContain("alerts:write");
    const some = await makeLink((await makeKey(["events:read", "keys:write", "portal:write"])).key);
    expect(some.scopes).toEqual(["events:read"]);
    const nothing = (await makeKey(["portal:write"])).key;
    await expect(makeLink(nothing)).rejects.toMatchObject({ code: "insufficient_scope" });
  });

  it("never gives what its maker lacks, asked for or not", async () => {
    const { key } = await makeKey(["events:read", "portal:write"]);
    expect((await makeLink(key, { scopes: ["events:read", "secrets:read"] })).scopes).toEqual(["events:read"]);
  });

  it("ends at its time, and its sessions with it", async () => {
    const { key } = await makeKey();
    const link = await makeLink(key, { expires_in_seconds: 60 });
    const { token } = await signedIn({ portalToken: link.token });
    await harness.time.advance(59_999);
    expect([await holds(token), await isOpen(link)]).toEqual([true, true]);
    await harness.time.advance(1);
    expect([await holds(token), await isOpen(link)]).toEqual([false, false]);
    expect(await harness.run(harness.engine.portals.allowedOrigins(link.id))).toBeUndefined();
  });

  it("ends with the key that made it, and when it is revoked", async () => {
    const { key, id } = await makeKey();
    const [revoked, left] = [await makeLink(key), await makeLink(key)];
    const [first, second] = [
      await signedIn({ portalToken: revoked.token }),
      await signedIn({ portalToken: left.token }),
    ];
    await harness.run(harness.engine.portals.revoke(harness.caller, revoked.id));
    expect([await holds(first.token), await holds(second.token)]).toEqual([false, true]);
    await harness.run(harness.engine.keys.revoke(harness.caller, id));
    expect([await holds(second.token), await isOpen(left)]).toEqual([false, false]);
  });

  it("is listed without its token while it is in force, and revoked in its own account alone", async () => {
    const { key } = await makeKey();
    const link = await makeLink(key);
    const { data } = await harness.run(harness.engine.portals.list(harness.caller, FIRST_PAGE));
    const { token, ...shown } = link;
    expect(data).toEqual([shown]);
    expect(JSON.stringify(data)).not.toContain(token.slice(3));
    const stranger = { ...harness.caller, accountId: "acct_other" };
    const revoke = harness.engine.portals.revoke(stranger, link.id);
    await expect(harness.run(revoke)).rejects.toMatchObject({ code: "not_found" });
    expect(await isOpen(link)).toBe(true);
  });

  it("knows the pages that may frame it", async () => {
    const { key } = await makeKey();
    const twice = ["https://a.example", "https://a.example", "http://b.example:8080"];
    const link = await makeLink(key, { allowed_origins: twice });
    const { portals } = harness.engine;
    expect(await harness.run(portals.allowedOrigins(link.id))).toEqual(["https://a.example", "http://b.example:8080"]);
    expect(await harness.run(portals.allowedOrigins("prt_unknown"))).toBeUndefined();
  });
});

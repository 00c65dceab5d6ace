import { LIMITS, type PortalTheme, type Scope } from "@callcall/contract";
import type { FoundPortal, FoundSession, PortalRecord, ReadStore, SessionRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Random } from "../runtime/random.ts";
import type { Audit } from "./audit.ts";
import { hashKey, isInForce, principalOf } from "./keys.ts";
import type { Caller, Principal, SessionService, Whence } from "./port.ts";

export interface SessionPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly audit: Audit;
}

const TOKEN_BYTES = 32;

/** 256 random bits: a plain SHA-256 of it cannot be searched back. `prefix` tells a leaked one apart. */
export function newToken(prefix: string, random: Random): string {
  return `${prefix}_${Buffer.from(random.bytes(TOKEN_BYTES)).toString("base64url")}`;
}

/** A link that is neither over nor made with a key that is. */
export function isOpen({ portal, key }: FoundPortal, nowMs: number): boolean {
  return portal.expiresMs > nowMs && isInForce(key, nowMs);
}

export function createSessionService({ store, commit, clock, random, ids, audit }: SessionPorts): SessionService {
  /** What a credential opens; undefined when it opens nothing. One hash and one look-up, whatever it is. */
  async function opened(
    credential: { readonly key: string } | { readonly portalToken: string },
    nowMs: number,
  ): Promise<Omit<FoundSession, "session"> | undefined> {
    if ("portalToken" in credential) {
      const found = await store.portalByHash(hashKey(credential.portalToken));
      return found !== undefined && isOpen(found, nowMs) ? found : undefined;
    }
    const key = await store.keyByHash(hashKey(credential.key));
    return key !== undefined && isInForce(key, nowMs) ? { key, portal: null } : undefined;
  }

  return {
    async signIn(credential, from) {
      const nowMs = clock.nowMs();
      const source = await opened(credential, nowMs);
      if (source === undefined) return undefined;
      const { key, portal } = source;
      const token = newToken("cs", random);
      const session: SessionRecord = {
        accountId: (portal ?? key).accountId,
        id: ids.next("session"),
        hash: hashKey(token),
        keyHash: key.hash,
        portalId: portal?.id ?? null,
        createdMs: nowMs,
        expiresMs: Math.min(
          nowMs + LIMITS.session_seconds * 1_000,
          key.expiresMs ?? Number.POSITIVE_INFINITY,
          portal?.expiresMs ?? Number.POSITIVE_INFINITY,
        ),
      };
      const principal = signedIn({ session, key, portal });
      await commit.submit({
        kind: "session.create",
        session,
        limit: LIMITS.sessions_per_key,
        audit: audit(callerOf(principal, from), "session.create", session.id),
      });
      return { token, principal };
    },

    async authenticate(token) {
      const found = await store.sessionByHash(hashKey(token));
      if (found === undefined) return undefined;
      const nowMs = clock.nowMs();
      const { session, key, portal } = found;
      if (session.expiresMs <= nowMs || !isInForce(key, nowMs)) return undefined;
      if (portal !== null && portal.expiresMs <= nowMs) return undefined;
      return signedIn(found);
    },

    async signOut(principal, from) {
      if (principal.session === null) return;
      const { id } = principal.session;
      await commit.submit({
        kind: "session.delete",
        accountId: principal.accountId,
        sessionId: id,
        audit: audit(callerOf(principal, from), "session.delete", id),
      });
    },
  };
}

/** Signing in and out concern the account of the key or link, whichever an operator looks at meanwhile. */
function callerOf({ accountId, keyId, name }: Principal, { requestId, ip }: Whence): Caller {
  return { accountId, keyId, actorName: name, ip, requestId };
}

function signedIn({ session, key, portal }: FoundSession): Principal {
  const { id, expiresMs } = session;
  if (portal === null) return { ...principalOf(key), expiresMs, session: { id, portal } };
  return {
    keyId: portal.id,
    name: `Portal link of ${key.name}`,
    accountId: portal.accountId,
    scopes: portal.scopes as readonly Scope[],
    // Whoever made the link: a link never reaches beyond its account.
    operator: false,
    keyHash: key.hash,
    expiresMs,
    session: { id, portal: { id: portal.id, theme: themeOf(portal), embeddable: portal.allowedOrigins.length > 0 } },
  };
}

/** As its schema let it through when the link was made. */
export function themeOf({ theme }: PortalRecord): PortalTheme | null {
  return theme === null ? null : (JSON.parse(theme) as PortalTheme);
}

/** Who is signed in to the dashboard, and the links that let people in: their rows, and what changes them. */
import type { AuditRecord, KeyRecord } from "./records.ts";

/** A link to the dashboard, limited to one account. It is in force as long as the key that made it. */
export interface PortalRecord {
  readonly accountId: string;
  readonly id: string;
  /** SHA-256 of the link's token, hex. The token itself is stored nowhere. */
  readonly hash: string;
  /** The hash of the key that made it: another key under the same id is not the same key. */
  readonly keyHash: string;
  readonly scopes: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** As JSON; null when there is none. */
  readonly theme: string | null;
  readonly createdMs: number;
  readonly expiresMs: number;
}

/** Somebody who signed in, with a key or by a link. */
export interface SessionRecord {
  readonly accountId: string;
  readonly id: string;
  /** SHA-256 of the session's token, hex. */
  readonly hash: string;
  /** The key that it was opened with, or that made the link. */
  readonly keyHash: string;
  /** The link that it was opened by; null for a key. */
  readonly portalId: string | null;
  readonly createdMs: number;
  readonly expiresMs: number;
}

/** A link, with the key that it depends on. */
export interface FoundPortal {
  readonly portal: PortalRecord;
  readonly key: KeyRecord;
}

/** A session, with all that it depends on. */
export interface FoundSession {
  readonly session: SessionRecord;
  readonly key: KeyRecord;
  readonly portal: PortalRecord | null;
}

/** Of the sessions that the same key or link has opened the oldest end, so that `limit` are left. */
export interface CreateSession {
  readonly kind: "session.create";
  readonly session: SessionRecord;
  readonly limit: number;
  readonly audit: AuditRecord;
}

export interface DeleteSession {
  readonly kind: "session.delete";
  readonly accountId: string;
  readonly sessionId: string;
  readonly audit: AuditRecord;
}

export type DeleteSessionResult = { readonly kind: "deleted" } | { readonly kind: "not_found" };

/** Refuse when the account has `limit` links that are not over at `portal.createdMs`. */
export interface CreatePortal {
  readonly kind: "portal.create";
  readonly portal: PortalRecord;
  readonly limit: number;
  readonly audit: AuditRecord;
}

export type CreatePortalResult = { readonly kind: "created" } | { readonly kind: "limit_reached" };

/** Drop a link and every session that was opened by it. */
export interface RevokePortal {
  readonly kind: "portal.revoke";
  readonly accountId: string;
  readonly portalId: string;
  readonly audit: AuditRecord;
}

export type RevokePortalResult = { readonly kind: "revoked" } | { readonly kind: "not_found" };

export type SessionCommand = CreateSession | DeleteSession | CreatePortal | RevokePortal;

export interface SessionResults {
  readonly "session.create": { readonly kind: "created" };
  readonly "session.delete": DeleteSessionResult;
  readonly "portal.create": CreatePortalResult;
  readonly "portal.revoke": RevokePortalResult;
}

import type { PortalRecord, SessionRecord } from "../port/sessions.ts";
import type { SqlValue } from "./sql-value.ts";

export interface SessionRow {
  readonly account_id: string;
  readonly id: string;
  readonly hash: string;
  readonly key_hash: string;
  readonly portal_id: string | null;
  readonly created_ms: number;
  readonly expires_ms: number;
}

export function sessionRecord(row: SessionRow): SessionRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    hash: row.hash,
    keyHash: row.key_hash,
    portalId: row.portal_id,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
  };
}

export interface PortalRow {
  readonly account_id: string;
  readonly id: string;
  readonly hash: string;
  readonly key_hash: string;
  readonly scopes: string;
  readonly allowed_origins: string;
  readonly theme: string | null;
  readonly created_ms: number;
  readonly expires_ms: number;
}

/** In the order of {@link portalValues}. */
export const PORTAL_COLUMNS: readonly (keyof PortalRow)[] = [
  "account_id",
  "id",
  "hash",
  "key_hash",
  "scopes",
  "allowed_origins",
  "theme",
  "created_ms",
  "expires_ms",
];

export function portalValues(portal: PortalRecord): SqlValue[] {
  return [
    portal.accountId,
    portal.id,
    portal.hash,
    portal.keyHash,
    JSON.stringify(portal.scopes),
    JSON.stringify(portal.allowedOrigins),
    portal.theme,
    portal.createdMs,
    portal.expiresMs,
  ];
}

export function portalRecord(row: PortalRow): PortalRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    hash: row.hash,
    keyHash: row.key_hash,
    scopes: JSON.parse(row.scopes) as string[],
    allowedOrigins: JSON.parse(row.allowed_origins) as string[],
    theme: row.theme,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
  };
}

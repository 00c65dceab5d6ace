/** Rows of the nouns that people manage: accounts, keys, event types, the audit log. */
import type { AccountRecord, AuditRecord, EventTypeRecord, KeyRecord } from "../port/records.ts";

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly created_ms: number;
}

export function accountRecord(row: AccountRow): AccountRecord {
  return { id: row.id, name: row.name, createdMs: row.created_ms };
}

export interface KeyRow {
  readonly account_id: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly operator: number;
  readonly hash: string;
  readonly hint: string;
  readonly created_ms: number;
  readonly expires_ms: number | null;
  readonly revoked_ms: number | null;
}

export function keyRecord(row: KeyRow): KeyRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    operator: row.operator === 1,
    hash: row.hash,
    hint: row.hint,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    revokedMs: row.revoked_ms,
  };
}

export interface EventTypeRow {
  readonly account_id: string;
  readonly name: string;
  readonly description: string;
  readonly archived: number;
  readonly validation: "strict" | "warn";
  readonly version: string;
  readonly schemas: string;
  readonly example: string | null;
  readonly created_ms: number;
  readonly updated_ms: number;
}

export function eventTypeRecord(row: EventTypeRow): EventTypeRecord {
  return {
    accountId: row.account_id,
    name: row.name,
    description: row.description,
    archived: row.archived === 1,
    validation: row.validation,
    version: row.version,
    schemas: row.schemas,
    example: row.example,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
  };
}

export interface AuditRow {
  readonly account_id: string;
  readonly id: string;
  readonly at_ms: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly request_id: string;
  readonly actor_name: string;
  readonly ip: string | null;
  readonly changes: string | null;
}

export function auditRecord(row: AuditRow): AuditRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    atMs: row.at_ms,
    actor: row.actor,
    actorName: row.actor_name,
    ip: row.ip,
    action: row.action,
    target: row.target,
    requestId: row.request_id,
    changes: row.changes,
  };
}

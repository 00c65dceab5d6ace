/** Rows of the nouns that people manage: accounts, keys, event types, the audit log. */
import type { AccountRecord, AuditRecord, EventTypeRecord, KeyRecord } from "../port/records.ts";
import type { SqlValue } from "./sql-value.ts";

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

/** In the order of {@link keyValues}. */
export const KEY_COLUMNS: readonly (keyof KeyRow)[] = [
  "account_id",
  "id",
  "name",
  "scopes",
  "operator",
  "hash",
  "hint",
  "created_ms",
  "expires_ms",
  "revoked_ms",
];

export function keyValues(key: KeyRecord): SqlValue[] {
  return [
    key.accountId,
    key.id,
    key.name,
    JSON.stringify(key.scopes),
    key.operator ? 1 : 0,
    key.hash,
    key.hint,
    key.createdMs,
    key.expiresMs,
    key.revokedMs,
  ];
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

/** In the order of {@link eventTypeValues}. */
export const EVENT_TYPE_COLUMNS: readonly (keyof EventTypeRow)[] = [
  "account_id",
  "name",
  "description",
  "archived",
  "validation",
  "version",
  "created_ms",
  "updated_ms",
  "schemas",
  "example",
];

export function eventTypeValues(eventType: EventTypeRecord): SqlValue[] {
  return [
    eventType.accountId,
    eventType.name,
    eventType.description,
    eventType.archived ? 1 : 0,
    eventType.validation,
    eventType.version,
    eventType.createdMs,
    eventType.updatedMs,
    eventType.schemas,
    eventType.example,
  ];
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

import type {
  CreatePortal,
  CreatePortalResult,
  CreateSession,
  DeleteSession,
  DeleteSessionResult,
  RevokePortal,
  RevokePortalResult,
} from "../../port/sessions.ts";
import { PORTAL_COLUMNS, portalValues } from "../../rows/session.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface SessionCommands {
  create(command: CreateSession): { readonly kind: "created" };
  delete(command: DeleteSession): DeleteSessionResult;
  createPortal(command: CreatePortal): CreatePortalResult;
  revokePortal(command: RevokePortal): RevokePortalResult;
}

export function prepareSessions(database: Database, appendAudit: AppendAudit): SessionCommands {
  const insert = prepare(
    database,
    `INSERT INTO sessions (account_id, id, hash, key_hash, portal_id, created_ms, expires_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const deleteOldest = prepare(
    database,
    `DELETE FROM sessions WHERE (account_id, id) IN (
       SELECT account_id, id FROM sessions WHERE account_id = ?1 AND key_hash = ?2 AND portal_id IS ?3
       ORDER BY created_ms DESC, id DESC LIMIT -1 OFFSET ?4)`,
  );
  const deleteOne = prepare(database, "DELETE FROM sessions WHERE account_id = ? AND id = ?");
  const countPortals = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM portal_sessions WHERE account_id = ? AND expires_ms > ?",
  );
  const insertPortal = prepare(
    database,
    `INSERT INTO portal_sessions (${PORTAL_COLUMNS.join(", ")}) VALUES (${PORTAL_COLUMNS.map(() => "?").join(", ")})`,
  );
  const deletePortal = prepare(database, "DELETE FROM portal_sessions WHERE account_id = ? AND id = ?");
  const deleteByPortal = prepare(database, "DELETE FROM sessions WHERE account_id = ? AND portal_id = ?");

  return {
    create({ session, limit, audit }) {
      const { accountId, id, hash, keyHash, portalId, createdMs, expiresMs } = session;
      insert.run(accountId, id, hash, keyHash, portalId, createdMs, expiresMs);
      deleteOldest.run(accountId, keyHash, portalId, limit);
      appendAudit(audit);
      return { kind: "created" };
    },
    delete({ accountId, sessionId, audit }) {
      if (deleteOne.run(accountId, sessionId).changes === 0) return { kind: "not_found" };
      appendAudit(audit);
      return { kind: "deleted" };
    },
    createPortal({ portal, limit, audit }) {
      if ((countPortals.get(portal.accountId, portal.createdMs)?.n ?? 0) >= limit) return { kind: "limit_reached" };
      insertPortal.run(...portalValues(portal));
      appendAudit(audit);
      return { kind: "created" };
    },
    revokePortal({ accountId, portalId, audit }) {
      if (deletePortal.run(accountId, portalId).changes === 0) return { kind: "not_found" };
      deleteByPortal.run(accountId, portalId);
      appendAudit(audit);
      return { kind: "revoked" };
    },
  };
}

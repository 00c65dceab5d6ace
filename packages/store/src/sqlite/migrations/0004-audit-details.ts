/** Who, from where, and what changed; and the log by action, actor and target, newest first. */
export const AUDIT_DETAILS: string = /* sql */ `
ALTER TABLE audit_log ADD COLUMN actor_name TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN ip TEXT;
ALTER TABLE audit_log ADD COLUMN changes TEXT;      -- JSON array of field, before, after

UPDATE audit_log SET actor_name = COALESCE(
  (SELECT name FROM api_keys WHERE api_keys.account_id = audit_log.account_id AND api_keys.id = audit_log.actor),
  actor);

CREATE INDEX audit_log_by_action ON audit_log (account_id, action, at_ms, id);
CREATE INDEX audit_log_by_actor ON audit_log (account_id, actor, at_ms, id);
CREATE INDEX audit_log_by_target ON audit_log (account_id, target, at_ms, id);
`;

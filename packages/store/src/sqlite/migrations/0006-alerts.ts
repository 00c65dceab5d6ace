export const ALERTS: string = /* sql */ `
CREATE TABLE alert_rules (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  condition TEXT NOT NULL,                -- JSON object
  webhook_id TEXT,                        -- NULL: every webhook
  secret_hint TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  muted_until_ms INTEGER,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  own INTEGER NOT NULL,                   -- 0: a default that was changed
  sealed_channels BLOB,                   -- encrypted JSON array
  sealed_secret BLOB,                     -- encrypted
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE TABLE alerts (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  opened_ms INTEGER NOT NULL,
  resolved_ms INTEGER,
  held INTEGER NOT NULL CHECK (held = 0 OR resolved_ms IS NOT NULL),
  rule_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  muted INTEGER NOT NULL,
  summary TEXT NOT NULL,
  detail TEXT NOT NULL,
  value REAL,
  threshold REAL,
  count INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  clear_since_ms INTEGER,
  told_ms INTEGER,
  resolved_by TEXT CHECK ((resolved_by IS NULL) = (resolved_ms IS NULL)),
  PRIMARY KEY (account_id, id)
) STRICT;

-- Two alerts for one trouble would tell everybody twice.
CREATE UNIQUE INDEX alerts_live ON alerts (account_id, rule_id, webhook_id)
  WHERE resolved_ms IS NULL OR held = 1;
CREATE INDEX alerts_open ON alerts (account_id, opened_ms, id) WHERE resolved_ms IS NULL;
CREATE INDEX alerts_newest ON alerts (account_id, opened_ms, id);
CREATE INDEX alerts_by_rule ON alerts (account_id, rule_id, opened_ms, id);
CREATE INDEX alerts_by_webhook ON alerts (account_id, webhook_id, opened_ms, id);
CREATE INDEX alerts_resolved ON alerts (resolved_ms) WHERE resolved_ms IS NOT NULL AND held = 0;

CREATE TABLE alert_messages (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  content TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE INDEX alert_messages_by_age ON alert_messages (created_ms);

-- Message ids grow with time: an alert's are read newest first.
CREATE TABLE alert_message_alerts (
  account_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (account_id, alert_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_notifications (
  account_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  channel TEXT NOT NULL,
  target TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  next_try_ms INTEGER CHECK ((next_try_ms IS NOT NULL) = (status = 'pending')),
  at_ms INTEGER NOT NULL,
  sealed BLOB,                            -- encrypted JSON; NULL once it is sent or given up
  PRIMARY KEY (account_id, message_id, number)
) STRICT, WITHOUT ROWID;

-- What is still to be sent, over all accounts: as a rule, nothing.
CREATE INDEX alert_notifications_due ON alert_notifications (next_try_ms, account_id, message_id, number)
  WHERE next_try_ms IS NOT NULL;

-- One row for each webhook and kind, however much happens before it is looked at.
CREATE TABLE alert_signals (
  account_id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, webhook_id, kind)
) STRICT, WITHOUT ROWID;
`;

/** Ordered by bytes, as ids and positions in a list are compared. */
const KEY = 'text COLLATE "C"';

export const AROUND_IT: string = /* sql */ `
CREATE TABLE callcall.test_receivers (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  name text NOT NULL,
  behaviour text NOT NULL,                -- JSON object
  created_ms bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);

-- Without an account: a request to a receiver brings its id alone.
CREATE UNIQUE INDEX test_receivers_by_id ON callcall.test_receivers (id);
CREATE INDEX test_receivers_newest ON callcall.test_receivers (account_id, created_ms, id);

-- Figures by minute, by hour and for all time, of each webhook and of the account as a whole (webhook_id '').
-- By time before webhook: what one commit touches of a thousand webhooks lies on a few neighbouring pages.
--
-- width: 0 a minute, 1 an hour, 2 all time, which keeps counts alone. Counts never go back: deliveries pending are
-- created + reopened - succeeded - exhausted - cancelled of all time.
CREATE TABLE callcall.rollups (
  account_id ${KEY} NOT NULL,
  width smallint NOT NULL CHECK (width BETWEEN 0 AND 2),
  start_ms bigint NOT NULL,
  webhook_id ${KEY} NOT NULL,
  events bigint NOT NULL,
  attempts bigint NOT NULL,
  delivered bigint NOT NULL,
  failed bigint NOT NULL,
  created bigint NOT NULL,
  reopened bigint NOT NULL,
  succeeded bigint NOT NULL,
  exhausted bigint NOT NULL,
  cancelled bigint NOT NULL,
  outcomes text,                          -- JSON object: outcome to attempts; NULL: none
  response_bins text,                     -- JSON array: bin of the histogram, attempts, bin, attempts; NULL: none
  PRIMARY KEY (account_id, width, start_ms, webhook_id)
);

CREATE INDEX rollups_oldest ON callcall.rollups (width, start_ms);
CREATE INDEX rollups_of_accounts ON callcall.rollups (account_id) WHERE width = 2 AND webhook_id = '';

-- Figures of the last commits, not yet added to rollups: one row for each commit.
CREATE TABLE callcall.rollup_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sums text NOT NULL                      -- JSON array
);

-- Links to the dashboard, each limited to one account. A revoked one is deleted, and so is one whose time is over.
CREATE TABLE callcall.portal_sessions (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  hash ${KEY} NOT NULL,                     -- SHA-256 of the token, hex; the token itself is nowhere
  key_hash ${KEY} NOT NULL,                 -- of the key that made it: it ends with that key
  scopes text NOT NULL,                   -- JSON array
  allowed_origins text NOT NULL,          -- JSON array
  theme text,                             -- JSON object
  created_ms bigint NOT NULL,
  expires_ms bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);

-- Without an account: the token, or the address of the page, is what tells us the account.
CREATE UNIQUE INDEX portal_sessions_by_hash ON callcall.portal_sessions (hash);
CREATE UNIQUE INDEX portal_sessions_by_id ON callcall.portal_sessions (id);
CREATE INDEX portal_sessions_newest ON callcall.portal_sessions (account_id, created_ms, id);
CREATE INDEX portal_sessions_expiring ON callcall.portal_sessions (expires_ms);

CREATE TABLE callcall.sessions (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  hash ${KEY} NOT NULL,
  key_hash ${KEY} NOT NULL,
  portal_id ${KEY},                         -- NULL: signed in with the key itself
  created_ms bigint NOT NULL,
  expires_ms bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE UNIQUE INDEX sessions_by_hash ON callcall.sessions (hash);
CREATE INDEX sessions_by_source ON callcall.sessions (account_id, key_hash, portal_id, created_ms, id);
CREATE INDEX sessions_by_portal ON callcall.sessions (account_id, portal_id);
CREATE INDEX sessions_expiring ON callcall.sessions (expires_ms);

CREATE TABLE callcall.alert_rules (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  name text NOT NULL,
  condition text NOT NULL,                -- JSON object
  webhook_id ${KEY},                        -- NULL: every webhook
  secret_hint text NOT NULL,
  enabled smallint NOT NULL,
  muted_until_ms bigint,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  own smallint NOT NULL,                   -- 0: a default that was changed
  sealed_channels bytea,                   -- encrypted JSON array
  sealed_secret bytea,                     -- encrypted
  PRIMARY KEY (account_id, id)
);

CREATE TABLE callcall.alerts (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  rule_id ${KEY} NOT NULL,
  webhook_id ${KEY} NOT NULL,
  opened_ms bigint NOT NULL,
  resolved_ms bigint,
  held smallint NOT NULL CHECK (held = 0 OR resolved_ms IS NOT NULL),
  rule_name text NOT NULL,
  kind ${KEY} NOT NULL,
  muted smallint NOT NULL,
  summary text NOT NULL,
  detail text NOT NULL,
  value float8,
  threshold float8,
  count bigint NOT NULL,
  last_seen_ms bigint NOT NULL,
  clear_since_ms bigint,
  told_ms bigint,
  resolved_by text CHECK ((resolved_by IS NULL) = (resolved_ms IS NULL)),
  PRIMARY KEY (account_id, id)
);

-- Two alerts for one trouble would tell everybody twice.
CREATE UNIQUE INDEX alerts_live ON callcall.alerts (account_id, rule_id, webhook_id)
  WHERE resolved_ms IS NULL OR held = 1;
CREATE INDEX alerts_open ON callcall.alerts (account_id, opened_ms, id) WHERE resolved_ms IS NULL;
CREATE INDEX alerts_newest ON callcall.alerts (account_id, opened_ms, id);
CREATE INDEX alerts_by_rule ON callcall.alerts (account_id, rule_id, opened_ms, id);
CREATE INDEX alerts_by_webhook ON callcall.alerts (account_id, webhook_id, opened_ms, id);
CREATE INDEX alerts_resolved ON callcall.alerts (resolved_ms) WHERE resolved_ms IS NOT NULL AND held = 0;

CREATE TABLE callcall.alert_messages (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  rule_id ${KEY} NOT NULL,
  reason text NOT NULL,
  created_ms bigint NOT NULL,
  content text NOT NULL,                  -- JSON
  PRIMARY KEY (account_id, id)
);

CREATE INDEX alert_messages_by_age ON callcall.alert_messages (created_ms);

-- Message ids grow with time: an alert's are read newest first.
CREATE TABLE callcall.alert_message_alerts (
  account_id ${KEY} NOT NULL,
  alert_id ${KEY} NOT NULL,
  message_id ${KEY} NOT NULL,
  PRIMARY KEY (account_id, alert_id, message_id)
);

CREATE TABLE callcall.alert_notifications (
  account_id ${KEY} NOT NULL,
  message_id ${KEY} NOT NULL,
  number bigint NOT NULL,
  channel text NOT NULL,
  target ${KEY} NOT NULL,
  status ${KEY} NOT NULL,
  attempts bigint NOT NULL,
  error text,
  next_try_ms bigint CHECK ((next_try_ms IS NOT NULL) = (status = 'pending')),
  at_ms bigint NOT NULL,
  sealed bytea,                            -- encrypted JSON; NULL once it is sent or given up
  PRIMARY KEY (account_id, message_id, number)
);

-- What is still to be sent, over all accounts: as a rule, nothing.
CREATE INDEX alert_notifications_due ON callcall.alert_notifications (next_try_ms, account_id, message_id, number)
  WHERE next_try_ms IS NOT NULL;

-- One row for each webhook and kind, however much happens before it is looked at.
CREATE TABLE callcall.alert_signals (
  account_id ${KEY} NOT NULL,
  webhook_id ${KEY} NOT NULL,
  kind ${KEY} NOT NULL,
  count bigint NOT NULL,
  last_ms bigint NOT NULL,
  PRIMARY KEY (account_id, webhook_id, kind)
);

CREATE TABLE callcall.api_calls (
  account_id ${KEY} NOT NULL,
  minute_ms bigint NOT NULL,
  id ${KEY} NOT NULL,
  actor ${KEY} NOT NULL,
  actor_name text NOT NULL,
  ip text NOT NULL,
  operation ${KEY} NOT NULL,
  status bigint NOT NULL,
  count bigint NOT NULL,
  last_ms bigint NOT NULL,
  PRIMARY KEY (account_id, minute_ms, id)
);

CREATE INDEX api_calls_by_actor ON callcall.api_calls (account_id, actor, minute_ms, id);
CREATE INDEX api_calls_by_operation ON callcall.api_calls (account_id, operation, minute_ms, id);
CREATE INDEX api_calls_failed ON callcall.api_calls (account_id, minute_ms, id) WHERE status >= 400;
CREATE INDEX api_calls_expiring ON callcall.api_calls (minute_ms);

CREATE TABLE callcall.replay_jobs (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  webhook_id ${KEY} NOT NULL,
  selection text NOT NULL,
  since_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  types text,                             -- JSON array
  rate_per_second bigint NOT NULL,
  total bigint NOT NULL,
  total_exact smallint NOT NULL,
  status ${KEY} NOT NULL,
  failure text,
  cursor_ms bigint NOT NULL,
  cursor_id ${KEY} NOT NULL,
  examined bigint NOT NULL,
  replayed bigint NOT NULL,
  skipped bigint NOT NULL,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  finished_ms bigint CHECK ((finished_ms IS NULL) = (status = 'running')),
  PRIMARY KEY (account_id, id)
);

CREATE INDEX replay_jobs_by_webhook ON callcall.replay_jobs (account_id, webhook_id, created_ms, id);
-- Unique: of a webhook one runs at a time.
CREATE UNIQUE INDEX replay_jobs_running ON callcall.replay_jobs (account_id, webhook_id) WHERE status = 'running';


-- Deliveries whose event is gone, or has lost its payload, and whose attempts did not fit into that step. Nobody can
-- see them any more.
CREATE TABLE callcall.expired_deliveries (
  account_id ${KEY} NOT NULL,
  delivery_id ${KEY} NOT NULL,
  bodies_only smallint NOT NULL,           -- 1: the attempts stay, without the bodies of their responses
  PRIMARY KEY (account_id, delivery_id)
);

-- What the wall clock was last set to.
CREATE TABLE callcall.schedule_clock (
  id smallint PRIMARY KEY CHECK (id = 1),
  set_to_ms bigint NOT NULL
);

-- A row for each node that may write, which each of its commits updates: see writer.ts.
CREATE TABLE callcall.nodes (
  id uuid PRIMARY KEY,
  commit_id bigint NOT NULL,
  asked bigint NOT NULL,
  started_ms bigint NOT NULL
) WITH (fillfactor = 10);

ALTER TABLE callcall.rollups SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE callcall.rollup_log SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
`;

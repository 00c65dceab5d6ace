/** Ordered by bytes, as ids and positions in a list are compared. */
const KEY = 'text COLLATE "C"';

export const QUEUE: string = /* sql */ `
-- Every key starts with account_id: accounts never share a page of an index, and the same layout can be
-- distributed by account. Instants are integer milliseconds since the epoch. Text in keys is ordered by its bytes (COLLATE "C"),
-- whatever the language of the database. Truth is 0 or 1, and a value of JSON stays the text that it came as.

CREATE TABLE callcall.accounts (
  id ${KEY} PRIMARY KEY,
  name text NOT NULL,
  created_ms bigint NOT NULL
);

CREATE INDEX accounts_newest ON callcall.accounts (created_ms, id);

CREATE TABLE callcall.api_keys (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  name text NOT NULL,
  scopes text NOT NULL,                   -- JSON array
  operator smallint NOT NULL,
  hash ${KEY} NOT NULL,                     -- SHA-256 of the key, hex; the key itself is nowhere
  hint text NOT NULL,
  created_ms bigint NOT NULL,
  expires_ms bigint,
  revoked_ms bigint,
  PRIMARY KEY (account_id, id)
);

-- The one index without an account: the key is what tells us the account.
CREATE UNIQUE INDEX api_keys_by_hash ON callcall.api_keys (hash);
CREATE INDEX api_keys_newest ON callcall.api_keys (account_id, created_ms, id);

-- Counts the changes to an account's webhooks. A fan-out names the version that it was computed from.
CREATE TABLE callcall.subscriptions (
  account_id ${KEY} PRIMARY KEY,
  version bigint NOT NULL
);

-- A deleted webhook stays as a tombstone, for its deliveries to point at; its secrets do not.
CREATE TABLE callcall.webhooks (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  url text NOT NULL,
  events text NOT NULL,                   -- JSON array
  description text NOT NULL,
  version text NOT NULL,
  filter text,
  rate_limit_per_second float8,
  ordering text NOT NULL,
  retry_schedule_seconds text,            -- JSON array
  deadline_ms bigint,
  metadata text NOT NULL,                 -- JSON object
  status ${KEY} NOT NULL,
  disabled_reason text,
  paused_until_ms bigint,
  failing_since_ms bigint,
  failed_attempts bigint NOT NULL,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  deleted_ms bigint,
  sealed_headers bytea,                   -- encrypted JSON
  secret_rotation_days bigint,
  secret_rotation_automatic smallint NOT NULL,
  secret_created_ms bigint NOT NULL,
  secret_due_ms bigint GENERATED ALWAYS AS (secret_created_ms + secret_rotation_days * 86400000) STORED,
  on_exhausted text NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE INDEX webhooks_newest ON callcall.webhooks (account_id, created_ms, id) WHERE deleted_ms IS NULL;
CREATE INDEX webhooks_rotation_due ON callcall.webhooks (secret_due_ms)
  WHERE secret_rotation_automatic = 1 AND status = 'enabled' AND deleted_ms IS NULL;

CREATE TABLE callcall.webhook_secrets (
  account_id ${KEY} NOT NULL,
  webhook_id ${KEY} NOT NULL,
  created_ms bigint NOT NULL,
  id ${KEY} NOT NULL,
  hint text NOT NULL,
  expires_ms bigint,
  sealed bytea NOT NULL,                   -- encrypted
  PRIMARY KEY (account_id, webhook_id, created_ms, id),
  FOREIGN KEY (account_id, webhook_id) REFERENCES callcall.webhooks (account_id, id)
);

CREATE INDEX webhook_secrets_expiring ON callcall.webhook_secrets (expires_ms) WHERE expires_ms IS NOT NULL;

CREATE TABLE callcall.event_types (
  account_id ${KEY} NOT NULL,
  name ${KEY} NOT NULL,
  description text NOT NULL,
  archived smallint NOT NULL,
  validation text NOT NULL,
  version text NOT NULL,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  schemas text NOT NULL,                  -- JSON object: payload version to JSON Schema
  example text,                           -- JSON
  PRIMARY KEY (account_id, name)
);

-- A payload is never empty: where expired_bytes and expired_sha256 are set, data is. Its size is still shown, and by
-- its digest the same event published once more is recognised.
CREATE TABLE callcall.events (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,                       -- may be the publisher's own: says nothing of the time
  type ${KEY} NOT NULL,
  created_ms bigint NOT NULL,
  warnings text,                          -- JSON
  expired_bytes bigint,
  expired_sha256 bytea,
  traceparent text,
  tracestate text,
  data bytea NOT NULL,                    -- the publisher's bytes
  PRIMARY KEY (account_id, id)
);

CREATE INDEX events_newest ON callcall.events (account_id, created_ms, id);
CREATE INDEX events_by_type ON callcall.events (account_id, type, created_ms, id);

CREATE TABLE callcall.idempotency_keys (
  account_id ${KEY} NOT NULL,
  key ${KEY} NOT NULL,
  expires_ms bigint NOT NULL,
  fingerprint bytea NOT NULL,
  context text NOT NULL,
  insertions text NOT NULL,               -- JSON array: what was answered, event by event
  PRIMARY KEY (account_id, key)
);

CREATE INDEX idempotency_keys_expiring ON callcall.idempotency_keys (expires_ms);

-- The hot table. Ids grow with time, so rows are added at the end of their account's range.
--
-- state: 0 pending, 1 succeeded, 2 failed, 3 cancelled. created_ms is that of the event: lists of events by the state of their deliveries rely on it.
CREATE TABLE callcall.deliveries (
  account_id ${KEY} NOT NULL,
  id ${KEY} NOT NULL,
  event_id ${KEY} NOT NULL,
  event_type ${KEY} NOT NULL,
  webhook_id ${KEY} NOT NULL,
  state smallint NOT NULL CHECK (state BETWEEN 0 AND 3),
  created_ms bigint NOT NULL,
  attempt_count bigint NOT NULL,
  charged_count bigint NOT NULL,
  next_attempt_ms bigint CHECK ((next_attempt_ms IS NOT NULL) = (state = 0)),
  open_attempt_id ${KEY},                   -- the fence: only its holder settles
  open_started_ms bigint CHECK ((open_started_ms IS NULL) = (open_attempt_id IS NULL)),
  last_outcome text,
  last_status bigint,
  cancelled_reason text,
  finished_ms bigint CHECK ((finished_ms IS NOT NULL) = (state > 0)),
  replay_job_id ${KEY},                     -- the replay that made it due last
  PRIMARY KEY (account_id, id)
);

-- Each index is paid for in every delivery. These five serve every read; a list over all states merges one
-- range per state rather than having an index without it.
CREATE INDEX deliveries_by_event ON callcall.deliveries (account_id, event_id, webhook_id);
CREATE INDEX deliveries_by_state ON callcall.deliveries (account_id, state, created_ms, id);
CREATE INDEX deliveries_by_webhook ON callcall.deliveries (account_id, webhook_id, state, created_ms, id);
-- A lane's queue. A delivery whose first attempt begins in the commit that inserts it is never in here.
CREATE INDEX deliveries_due ON callcall.deliveries (account_id, webhook_id, next_attempt_ms, id)
  WHERE state = 0 AND open_attempt_id IS NULL;
-- What was replayed; it costs other deliveries nothing.
CREATE INDEX deliveries_replayed ON callcall.deliveries (account_id, replay_job_id, state) WHERE replay_job_id IS NOT NULL;
-- What is being sent: as many rows as there are requests in flight.
CREATE INDEX deliveries_open ON callcall.deliveries (account_id, id) WHERE open_attempt_id IS NOT NULL;

-- Written once, in the commit that settles; read one delivery at a time.
CREATE TABLE callcall.attempts (
  account_id ${KEY} NOT NULL,
  delivery_id ${KEY} NOT NULL,
  number bigint NOT NULL,
  id ${KEY} NOT NULL,
  outcome text NOT NULL,
  charged smallint NOT NULL,
  started_ms bigint NOT NULL,
  version text,                           -- NULL, as url: nobody knows what was sent
  url text,
  error text,
  remote_address text,
  dns_ms float8,
  connect_ms float8,
  tls_ms float8,
  first_byte_ms float8,
  total_ms float8,                         -- NULL: nothing was measured
  status bigint,                          -- NULL: there was no response
  body_bytes bigint,
  body_truncated smallint,
  body_incomplete smallint,
  request_headers text,                   -- JSON array of pairs
  response_headers text,                  -- JSON array of pairs
  response_body bytea,
  PRIMARY KEY (account_id, delivery_id, number)
);

CREATE TABLE callcall.audit_log (
  account_id ${KEY} NOT NULL,
  at_ms bigint NOT NULL,
  id ${KEY} NOT NULL,
  actor ${KEY} NOT NULL,
  action ${KEY} NOT NULL,
  target ${KEY} NOT NULL,
  request_id text NOT NULL,
  actor_name text NOT NULL,
  ip text,
  changes text,                           -- JSON array of field, before, after
  PRIMARY KEY (account_id, at_ms, id)
);

CREATE INDEX audit_log_by_action ON callcall.audit_log (account_id, action, at_ms, id);
CREATE INDEX audit_log_by_actor ON callcall.audit_log (account_id, actor, at_ms, id);
CREATE INDEX audit_log_by_target ON callcall.audit_log (account_id, target, at_ms, id);

-- Each delivery is changed once or twice soon after it was added, and its figures every second: there is room beside
-- them, and what is left behind is cleared away long before it is a fifth of the table.
ALTER TABLE callcall.deliveries SET (
  fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE callcall.idempotency_keys SET (autovacuum_vacuum_scale_factor = 0.05);
`;

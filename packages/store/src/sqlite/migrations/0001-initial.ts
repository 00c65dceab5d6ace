export const INITIAL: string = /* sql */ `
-- Every key starts with account_id: accounts never share a page of an index, and the same layout can be
-- distributed by account. Instants are integer milliseconds since the epoch. STRICT: a column holds its type.

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX accounts_newest ON accounts (created_ms, id);

CREATE TABLE api_keys (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,                   -- JSON array
  operator INTEGER NOT NULL,
  hash TEXT NOT NULL,                     -- SHA-256 of the key, hex; the key itself is nowhere
  hint TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER,
  revoked_ms INTEGER,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- The one index without an account: the key is what tells us the account.
CREATE UNIQUE INDEX api_keys_by_hash ON api_keys (hash);
CREATE INDEX api_keys_newest ON api_keys (account_id, created_ms, id);

-- Counts the changes to an account's webhooks. A fan-out names the version that it was computed from.
CREATE TABLE subscriptions (
  account_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A deleted webhook stays as a tombstone, for its deliveries to point at; its secrets do not.
CREATE TABLE webhooks (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,                   -- JSON array
  description TEXT NOT NULL,
  version TEXT NOT NULL,
  filter TEXT,
  rate_limit_per_second REAL,
  ordering TEXT NOT NULL,
  retry_schedule_seconds TEXT,            -- JSON array
  deadline_ms INTEGER,
  metadata TEXT NOT NULL,                 -- JSON object
  status TEXT NOT NULL,
  disabled_reason TEXT,
  paused_until_ms INTEGER,
  failing_since_ms INTEGER,
  failed_attempts INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER,
  sealed_headers BLOB,                    -- encrypted JSON
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE INDEX webhooks_newest ON webhooks (account_id, created_ms, id) WHERE deleted_ms IS NULL;

CREATE TABLE webhook_secrets (
  account_id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  id TEXT NOT NULL,
  hint TEXT NOT NULL,
  expires_ms INTEGER,
  sealed BLOB NOT NULL,                   -- encrypted
  PRIMARY KEY (account_id, webhook_id, created_ms, id),
  FOREIGN KEY (account_id, webhook_id) REFERENCES webhooks (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_secrets_expiring ON webhook_secrets (expires_ms) WHERE expires_ms IS NOT NULL;

CREATE TABLE event_types (
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  archived INTEGER NOT NULL,
  validation TEXT NOT NULL,
  version TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  schemas TEXT NOT NULL,                  -- JSON object: payload version to JSON Schema
  example TEXT,                           -- JSON
  PRIMARY KEY (account_id, name)
) STRICT;

-- A row id of its own: rows of any size are appended at the end of the file's tree, and the trees that are
-- searched stay narrow. The body is last: listing heads never reads its overflow pages.
CREATE TABLE events (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,                       -- may be the publisher's own: says nothing of the time
  type TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  warnings TEXT,                          -- JSON
  data BLOB NOT NULL,                     -- the publisher's bytes
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE INDEX events_newest ON events (account_id, created_ms, id);
CREATE INDEX events_by_type ON events (account_id, type, created_ms, id);

CREATE TABLE idempotency_keys (
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  expires_ms INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  context TEXT NOT NULL,
  insertions TEXT NOT NULL,               -- JSON array: what was answered, event by event
  PRIMARY KEY (account_id, key)
) STRICT;

CREATE INDEX idempotency_keys_expiring ON idempotency_keys (expires_ms);

-- The hot table. Narrow, and clustered by its key: an attempt's two updates go straight to the row, and ids
-- grow with time, so rows are added at the end of their account's range.
--
-- state: 0 pending, 1 succeeded, 2 failed, 3 cancelled. As text it would cost 9 bytes in the row and in each
-- of two indexes. created_ms is that of the event: lists of events by the state of their deliveries rely on it.
CREATE TABLE deliveries (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  created_ms INTEGER NOT NULL,
  attempt_count INTEGER NOT NULL,
  charged_count INTEGER NOT NULL,
  next_attempt_ms INTEGER CHECK ((next_attempt_ms IS NOT NULL) = (state = 0)),
  open_attempt_id TEXT,                   -- the fence: only its holder settles
  open_started_ms INTEGER CHECK ((open_started_ms IS NULL) = (open_attempt_id IS NULL)),
  last_outcome TEXT,
  last_status INTEGER,
  cancelled_reason TEXT,
  finished_ms INTEGER CHECK ((finished_ms IS NOT NULL) = (state > 0)),
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- Each index is paid for in every delivery. These five serve every read; a list over all states merges one
-- range per state rather than having an index without it.
CREATE INDEX deliveries_by_event ON deliveries (account_id, event_id, id);
CREATE INDEX deliveries_by_state ON deliveries (account_id, state, created_ms, id);
CREATE INDEX deliveries_by_webhook ON deliveries (account_id, webhook_id, state, created_ms, id);
-- A lane's queue. A delivery whose first attempt begins in the commit that inserts it is never in here.
CREATE INDEX deliveries_due ON deliveries (account_id, webhook_id, next_attempt_ms, id)
  WHERE state = 0 AND open_attempt_id IS NULL;
-- What is being sent: as many rows as there are requests in flight.
CREATE INDEX deliveries_open ON deliveries (account_id, id) WHERE open_attempt_id IS NOT NULL;

-- Written once, in the commit that settles; read one delivery at a time.
CREATE TABLE attempts (
  account_id TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  charged INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  version TEXT,                           -- NULL, as url: nobody knows what was sent
  url TEXT,
  error TEXT,
  remote_address TEXT,
  dns_ms REAL,
  connect_ms REAL,
  tls_ms REAL,
  first_byte_ms REAL,
  total_ms REAL,                          -- NULL: nothing was measured
  status INTEGER,                         -- NULL: there was no response
  body_bytes INTEGER,
  body_truncated INTEGER,
  body_incomplete INTEGER,
  request_headers TEXT,                   -- JSON array of pairs
  response_headers TEXT,                  -- JSON array of pairs
  response_body BLOB,
  PRIMARY KEY (account_id, delivery_id, number)
) STRICT;

-- Clustered in the order in which it is read.
CREATE TABLE audit_log (
  account_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (account_id, at_ms, id)
) STRICT, WITHOUT ROWID;
`;

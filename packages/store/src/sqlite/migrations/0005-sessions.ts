export const SESSIONS: string = /* sql */ `
-- Links to the dashboard, each limited to one account. A revoked one is deleted, and so is one whose time is over.
CREATE TABLE portal_sessions (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  hash TEXT NOT NULL,                     -- SHA-256 of the token, hex; the token itself is nowhere
  key_hash TEXT NOT NULL,                 -- of the key that made it: it ends with that key
  scopes TEXT NOT NULL,                   -- JSON array
  allowed_origins TEXT NOT NULL,          -- JSON array
  theme TEXT,                             -- JSON object
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- Without an account: the token, or the address of the page, is what tells us the account.
CREATE UNIQUE INDEX portal_sessions_by_hash ON portal_sessions (hash);
CREATE UNIQUE INDEX portal_sessions_by_id ON portal_sessions (id);
CREATE INDEX portal_sessions_newest ON portal_sessions (account_id, created_ms, id);
CREATE INDEX portal_sessions_expiring ON portal_sessions (expires_ms);

CREATE TABLE sessions (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  hash TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  portal_id TEXT,                         -- NULL: signed in with the key itself
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sessions_by_hash ON sessions (hash);
CREATE INDEX sessions_by_source ON sessions (account_id, key_hash, portal_id, created_ms, id);
CREATE INDEX sessions_by_portal ON sessions (account_id, portal_id);
CREATE INDEX sessions_expiring ON sessions (expires_ms);
`;

export const TEST_RECEIVERS: string = /* sql */ `
CREATE TABLE test_receivers (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  behaviour TEXT NOT NULL,                -- JSON object
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- Without an account: a request to a receiver brings its id alone.
CREATE UNIQUE INDEX test_receivers_by_id ON test_receivers (id);
CREATE INDEX test_receivers_newest ON test_receivers (account_id, created_ms, id);
`;

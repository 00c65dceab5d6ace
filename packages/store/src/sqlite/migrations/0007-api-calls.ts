/** API calls, counted by the minute. The indexes are not touched when a count grows. */
export const API_CALLS: string = /* sql */ `
CREATE TABLE api_calls (
  account_id TEXT NOT NULL,
  minute_ms INTEGER NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  ip TEXT NOT NULL,
  operation TEXT NOT NULL,
  status INTEGER NOT NULL,
  count INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, minute_ms, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_calls_by_actor ON api_calls (account_id, actor, minute_ms, id);
CREATE INDEX api_calls_by_operation ON api_calls (account_id, operation, minute_ms, id);
CREATE INDEX api_calls_failed ON api_calls (account_id, minute_ms, id) WHERE status >= 400;
CREATE INDEX api_calls_expiring ON api_calls (minute_ms);
`;

/** Replays as jobs, and which of them sent a delivery last. */
export const REPLAY_JOBS: string = /* sql */ `
CREATE TABLE replay_jobs (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  selection TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  types TEXT,                             -- JSON array
  rate_per_second INTEGER NOT NULL,
  total INTEGER NOT NULL,
  total_exact INTEGER NOT NULL,
  status TEXT NOT NULL,
  failure TEXT,
  cursor_ms INTEGER NOT NULL,
  cursor_id TEXT NOT NULL,
  examined INTEGER NOT NULL,
  replayed INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  finished_ms INTEGER CHECK ((finished_ms IS NULL) = (status = 'running')),
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX replay_jobs_by_webhook ON replay_jobs (account_id, webhook_id, created_ms, id);
-- Unique: of a webhook one runs at a time.
CREATE UNIQUE INDEX replay_jobs_running ON replay_jobs (account_id, webhook_id) WHERE status = 'running';

ALTER TABLE deliveries ADD COLUMN replay_job_id TEXT;
-- Holds what was replayed, and costs other deliveries nothing.
CREATE INDEX deliveries_replayed ON deliveries (account_id, replay_job_id, state) WHERE replay_job_id IS NOT NULL;
`;

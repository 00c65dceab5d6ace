export const ROLLUPS: string = /* sql */ `
-- Figures by minute, by hour and for all time, of each webhook and of the account as a whole (webhook_id '').
-- By time before webhook: what one commit touches of a thousand webhooks lies on a few neighbouring pages.
--
-- width: 0 a minute, 1 an hour, 2 all time, which keeps counts alone. Counts never go back: deliveries pending are
-- created + reopened - succeeded - exhausted - cancelled of all time.
CREATE TABLE rollups (
  account_id TEXT NOT NULL,
  width INTEGER NOT NULL CHECK (width BETWEEN 0 AND 2),
  start_ms INTEGER NOT NULL,
  webhook_id TEXT NOT NULL,
  events INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  created INTEGER NOT NULL,
  reopened INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  exhausted INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  outcomes TEXT,                          -- JSON object: outcome to attempts; NULL: none
  response_bins TEXT,                     -- JSON array: bin of the histogram, attempts, bin, attempts; NULL: none
  PRIMARY KEY (account_id, width, start_ms, webhook_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX rollups_oldest ON rollups (width, start_ms);

-- What is there already, for all time. How often it was sent again is in no row: each counts as created once, and
-- as ended where it has.
INSERT INTO rollups
SELECT account_id, 2, 0, webhook_id, 0, 0, 0, 0, COUNT(*), 0,
  COUNT(*) FILTER (WHERE state = 1), COUNT(*) FILTER (WHERE state = 2), COUNT(*) FILTER (WHERE state = 3), NULL, NULL
FROM deliveries GROUP BY account_id, webhook_id;

UPDATE rollups SET (attempts, delivered, failed) = (found.attempts, found.delivered, found.failed)
FROM (
  SELECT account_id, webhook_id, COUNT(*) AS attempts,
    COUNT(*) FILTER (WHERE outcome = 'delivered') AS delivered,
    COUNT(*) FILTER (WHERE charged = 1 AND outcome <> 'delivered') AS failed
  FROM attempts JOIN deliveries USING (account_id)
  WHERE deliveries.id = attempts.delivery_id
  GROUP BY account_id, webhook_id
) AS found
WHERE rollups.account_id = found.account_id AND rollups.webhook_id = found.webhook_id;

INSERT INTO rollups
SELECT account_id, 2, 0, '', MAX(events), SUM(attempts), SUM(delivered), SUM(failed), SUM(created), 0,
  SUM(succeeded), SUM(exhausted), SUM(cancelled), NULL, NULL
FROM (
  SELECT account_id, 0 AS events, attempts, delivered, failed, created, succeeded, exhausted, cancelled FROM rollups
  UNION ALL
  SELECT account_id, COUNT(*), 0, 0, 0, 0, 0, 0, 0 FROM events GROUP BY account_id
)
GROUP BY account_id;
`;

/**
 * Figures of the last commits, not yet added to `rollups`: one row for each commit. A commit that concerns 32 webhooks
 * would otherwise rewrite a hundred rows of `rollups`, which took more time than all else in a commit of 20 deliveries.
 */
export const ROLLUP_LOG: string = /* sql */ `
CREATE TABLE rollup_log (
  id INTEGER PRIMARY KEY,
  sums TEXT NOT NULL                      -- JSON array: see rows/rollup-log.ts
) STRICT;
`;

/** What becomes of a FIFO delivery whose retries are used up, and what the wall clock was last set to. */
export const ON_EXHAUSTED: string = /* sql */ `
ALTER TABLE webhooks ADD COLUMN on_exhausted TEXT NOT NULL DEFAULT 'skip';

CREATE TABLE schedule_clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  set_to_ms INTEGER NOT NULL
) STRICT;
`;

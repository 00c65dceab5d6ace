/** What becomes of a FIFO delivery whose retries are used up, and the clock that schedules go by. */
export const ON_EXHAUSTED: string = /* sql */ `
ALTER TABLE webhooks ADD COLUMN on_exhausted TEXT NOT NULL DEFAULT 'skip';

-- One row: the schedule's clock minus the wall's, in milliseconds.
CREATE TABLE schedule_clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  offset_ms INTEGER NOT NULL
) STRICT;
INSERT INTO schedule_clock (id, offset_ms) VALUES (1, 0);
`;

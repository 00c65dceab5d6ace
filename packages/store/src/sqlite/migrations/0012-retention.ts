/** What retention leaves of an event whose payload has had its time, and what it has still to clear away. */
export const RETENTION: string = /* sql */ `
-- A payload is never empty: where these are set, data is. Its size is still shown, and by its digest the same event
-- published once more is recognised. NULL in nearly every row: a byte each, read without the payload.
ALTER TABLE events ADD COLUMN expired_bytes INTEGER;
ALTER TABLE events ADD COLUMN expired_sha256 BLOB;

-- Deliveries whose event is gone, or has lost its payload, and whose attempts did not fit into that step. Nobody can
-- see them any more.
CREATE TABLE expired_deliveries (
  account_id TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  bodies_only INTEGER NOT NULL,           -- 1: the attempts stay, without the bodies of their responses
  PRIMARY KEY (account_id, delivery_id)
) STRICT, WITHOUT ROWID;
`;

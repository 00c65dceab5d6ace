/**
 * What is being sent is listed by an index of its own, which holds as many rows as there are requests in flight. A
 * delivery that is sent as it is accepted enters the two large indexes once, when it has come to an end, instead of
 * entering them as pending and being moved within them.
 */
export const IN_FLIGHT: string = /* sql */ `
DROP INDEX deliveries_by_state;
DROP INDEX deliveries_by_webhook;
DROP INDEX deliveries_open;

CREATE INDEX deliveries_by_state ON deliveries (account_id, state, created_ms, id) WHERE open_attempt_id IS NULL;
CREATE INDEX deliveries_by_webhook ON deliveries (account_id, webhook_id, state, created_ms, id)
  WHERE open_attempt_id IS NULL;
CREATE INDEX deliveries_open ON deliveries (account_id, state, created_ms, id) WHERE open_attempt_id IS NOT NULL;
`;

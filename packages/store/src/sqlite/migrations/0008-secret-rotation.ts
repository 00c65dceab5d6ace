/** When a signing secret was made, and when it is due to be exchanged. */
export const SECRET_ROTATION: string = /* sql */ `
ALTER TABLE webhooks ADD COLUMN secret_rotation_days INTEGER;
ALTER TABLE webhooks ADD COLUMN secret_rotation_automatic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN secret_created_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN secret_due_ms INTEGER
  GENERATED ALWAYS AS (secret_created_ms + secret_rotation_days * 86400000) VIRTUAL;

UPDATE webhooks SET secret_created_ms = COALESCE(
  (SELECT MAX(created_ms) FROM webhook_secrets
   WHERE webhook_secrets.account_id = webhooks.account_id AND webhook_secrets.webhook_id = webhooks.id),
  created_ms);

CREATE INDEX webhooks_rotation_due ON webhooks (secret_due_ms)
  WHERE secret_rotation_automatic = 1 AND status = 'enabled' AND deleted_ms IS NULL;
`;

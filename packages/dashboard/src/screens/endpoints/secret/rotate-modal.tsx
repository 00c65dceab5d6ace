import type { SecretReveal, SigningSecret, Webhook } from "@callcall/webhooks/client";
import { Alert, Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../../api/use-api.ts";
import { notifyDone } from "../../../components/notify.ts";
import { useNow } from "../../../components/use-now.ts";
import { Notice } from "../notice.tsx";
import { SecretTimeline } from "./secret-timeline.tsx";

interface RotateModalProps {
  readonly webhook: Webhook;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onRotated: (secrets: SecretReveal) => void;
}

/** How long the old secret signs beside the new one. */
const OVERLAPS = [
  { value: "0", label: "Not at all", description: "The old one has leaked: it stops signing at once" },
  { value: "3600", label: "1 hour", description: "The consumer is yours, and you deploy it now" },
  { value: "86400", label: "1 day", description: "The usual choice" },
  { value: "604800", label: "7 days", description: "Somebody else has to deploy it" },
] as const;

/** Exchange the secret, with a time in which both sign. */
export function RotateModal({ webhook, opened, onClose, onRotated }: RotateModalProps): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Rotate the signing secret" size="lg">
      {opened && <RotateForm webhook={webhook} onClose={onClose} onRotated={onRotated} />}
    </Modal>
  );
}

function RotateForm({ webhook, onClose, onRotated }: Omit<RotateModalProps, "opened">): ReactElement {
  const [overlap, setOverlap] = useState("86400");
  const now = useNow();
  const rotating = useApiMutation("webhooks.rotateSecret", {
    invalidates: ["webhooks.get", "webhooks.list", "audit.list"],
    onSuccess: (secrets) => {
      notifyDone("The new secret signs from now on");
      onRotated(secrets);
    },
  });
  return (
    <Stack gap="md">
      <Text size="sm">
        A new secret signs from the next delivery on. For a while the old one signs beside it: deliveries carry both
        signatures, and a consumer that has either of them verifies.
      </Text>
      <Radio.Group label="The old secret goes on signing for" value={overlap} onChange={setOverlap}>
        <Stack gap="xs" mt="xs">
          {OVERLAPS.map(({ value, label, description }) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
      {overlap === "0" ? (
        <Notice tone="warn">
          <p>Until the consumer has the new secret, it refuses every delivery. The retries carry on meanwhile.</p>
        </Notice>
      ) : (
        <SecretTimeline secrets={planned(webhook.signing_secrets, Number(overlap) * 1000, now)} />
      )}
      {rotating.error !== null && (
        <Alert variant="light" color="red" role="alert" title={rotating.error.title}>
          {rotating.error.detail}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          loading={rotating.isPending}
          onClick={() => rotating.mutate({ params: { id: webhook.id }, body: { overlap_seconds: Number(overlap) } })}
        >
          Rotate now
        </Button>
      </Group>
    </Stack>
  );
}

/** What a rotation would make of the secrets: those that end earlier already keep their end. */
function planned(secrets: readonly SigningSecret[], overlapMs: number, nowMs: number): readonly SigningSecret[] {
  const end = new Date(nowMs + overlapMs).toISOString();
  const older = secrets.map((secret) => ({
    ...secret,
    expires_at: secret.expires_at === null || secret.expires_at > end ? end : secret.expires_at,
  }));
  return [{ hint: "new secret", created_at: new Date(nowMs).toISOString(), expires_at: null }, ...older].slice(0, 3);
}

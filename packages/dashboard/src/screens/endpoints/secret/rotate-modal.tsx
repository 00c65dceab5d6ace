import type { SecretReveal } from "@callcall/webhooks/client";
import { Alert, Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../../api/use-api.ts";
import { notifyDone } from "../../../components/notify.ts";

interface RotateModalProps {
  readonly webhookId: string;
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
export function RotateModal({ webhookId, opened, onClose, onRotated }: RotateModalProps): ReactElement {
  const [overlap, setOverlap] = useState("86400");
  const rotating = useApiMutation("webhooks.rotateSecret", {
    invalidates: ["webhooks.get", "webhooks.list", "audit.list"],
    onSuccess: (secrets) => {
      notifyDone("The new secret signs from now on");
      onRotated(secrets);
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Rotate the signing secret">
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
        {overlap === "0" && (
          <Alert variant="light" color="yellow">
            Until the consumer has the new secret, it refuses every delivery. The retries carry on meanwhile.
          </Alert>
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
            onClick={() => rotating.mutate({ params: { id: webhookId }, body: { overlap_seconds: Number(overlap) } })}
          >
            Rotate now
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

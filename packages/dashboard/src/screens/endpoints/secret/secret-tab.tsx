import type { SecretReveal, Webhook } from "@callcall/webhooks/client";
import { Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconEye, IconEyeOff, IconRefresh } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../../api/use-api.ts";
import { confirm } from "../../../components/confirm.tsx";
import { notifyProblem } from "../../../components/notify.ts";
import { useMay } from "../../../session/session.ts";
import { RotateModal } from "./rotate-modal.tsx";
import { RotationDue } from "./rotation-due.tsx";
import { Age, SecretTimeline } from "./secret-timeline.tsx";
import { SecretsShown } from "./secrets-shown.tsx";

/** The signing secret: look at it, exchange it. Whatever is shown here leaves a line in the activity log. */
export function SecretTab({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const mayReveal = useMay("secrets:read");
  const mayRotate = useMay("secrets:write");
  const [shown, setShown] = useState<SecretReveal | null>(null);
  const [rotating, setRotating] = useState(false);
  const revealing = useApiMutation("webhooks.revealSecret", { invalidates: ["audit.list"], onSuccess: setShown });
  const { signing_secrets: secrets } = webhook;
  const [newest] = secrets;
  const reveal = async (): Promise<void> => {
    const sure = await confirm({
      title: "Reveal the signing secret?",
      body: "Who revealed it, when and from where stays in the activity log. Whoever has it can sign deliveries that your consumer believes.",
      action: "Reveal it",
    });
    if (sure) revealing.mutate({ params: { id: webhook.id } }, { onError: notifyProblem });
  };
  return (
    <Stack gap="md">
      <Card padding="lg">
        <Group justify="space-between" mb="md">
          <Group gap="sm" align="baseline">
            <Title order={2}>Signing secret</Title>
            {newest !== undefined && (
              <Text size="sm" c="dimmed">
                <Age since={newest.created_at} />
              </Text>
            )}
          </Group>
          <Group gap="xs">
            {mayReveal && shown === null && (
              <Button
                variant="default"
                leftSection={<IconEye size={16} />}
                loading={revealing.isPending}
                onClick={() => void reveal()}
              >
                Reveal
              </Button>
            )}
            {shown !== null && (
              <Button variant="default" leftSection={<IconEyeOff size={16} />} onClick={() => setShown(null)}>
                Hide
              </Button>
            )}
            {mayRotate && (
              <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => setRotating(true)}>
                Rotate…
              </Button>
            )}
          </Group>
        </Group>
        {shown === null ? <Code>{webhook.secret}</Code> : <SecretsShown secrets={shown} />}
        <Text size="sm" c="dimmed" mt="md">
          The consumer verifies with it that a delivery is ours. Up to three secrets sign at once, so that a rotation
          loses nothing.
        </Text>
        <RotationDue webhook={webhook} />
      </Card>
      {secrets.length > 1 && (
        <Card padding="lg">
          <Title order={2} mb="md">
            A rotation is under way
          </Title>
          <SecretTimeline secrets={secrets} />
          <Text size="sm" c="dimmed" mt="md">
            Deliveries carry a signature of each. Give the consumer the new secret before the old one ends.
          </Text>
        </Card>
      )}
      <RotateModal
        webhook={webhook}
        opened={rotating}
        onClose={() => setRotating(false)}
        onRotated={(revealed) => {
          setShown(revealed);
          setRotating(false);
        }}
      />
    </Stack>
  );
}

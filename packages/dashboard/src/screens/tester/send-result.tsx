import type { StreamEntry, Webhook } from "@callcall/webhooks/client";
import { Button, Card, Group, Text, Title, UnstyledButton } from "@mantine/core";
import { IconCopy, IconSend } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { ApiProblem } from "../../api/problem.ts";
import { AttemptDetail } from "../../attempts/attempt-detail.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { milliseconds } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { OutcomeBadge, ToneBadge } from "../../components/status-badge.tsx";
import { useLiveEntries } from "../../live/use-entries.ts";
import type { Send } from "./sends.ts";
import classes from "./tester.module.css";

interface SendResultProps {
  readonly webhook: Webhook | undefined;
  readonly sending: boolean;
  readonly problem: ApiProblem | null;
  readonly sends: readonly Send[];
  readonly shown: Send | undefined;
  readonly onShow: (id: number) => void;
  readonly onAgain: (send: Send) => void;
}

/** What came of a send, live while it is under way, and the sends before it. */
export function SendResult(props: SendResultProps): ReactElement {
  const { webhook, sending, problem, sends, shown, onShow, onAgain } = props;
  return (
    <div className={classes["pane"]}>
      <Card component="section" aria-label="The result" className={classes["pane"] ?? ""}>
        {sending && webhook !== undefined ? (
          <UnderWay webhookId={webhook.id} />
        ) : problem !== null ? (
          <ErrorState problem={problem} />
        ) : shown === undefined ? (
          <EmptyState
            icon={IconSend}
            title="The answer stands here"
            description="Request and response as they were sent, the signature explained, and where the time went. Tests are not stored, and do not change the endpoint's health."
          />
        ) : (
          <>
            <Group justify="space-between">
              <Group gap="xs">
                <Title order={2}>{shown.type}</Title>
                <OutcomeBadge outcome={shown.attempt.outcome} httpStatus={shown.attempt.response?.status ?? null} />
              </Group>
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconCopy size={14} />}
                onClick={() => onAgain(shown)}
              >
                Edit again
              </Button>
            </Group>
            <AttemptDetail key={shown.id} attempt={shown.attempt} place={null} />
          </>
        )}
      </Card>
      {sends.length > 0 && (
        <Card component="section" aria-labelledby="sends-heading">
          <Title order={2} id="sends-heading" mb="xs">
            Sent from this page
          </Title>
          <ul className={classes["sends"]}>
            {sends.map((send) => (
              <li key={send.id}>
                <UnstyledButton
                  className={classes["send"] ?? ""}
                  onClick={() => onShow(send.id)}
                  aria-current={send.id === shown?.id ? "true" : undefined}
                >
                  <OutcomeBadge outcome={send.attempt.outcome} httpStatus={send.attempt.response?.status ?? null} />
                  <Text size="sm" truncate>
                    {send.type}
                  </Text>
                  <Text size="xs" c="dimmed" truncate className={classes["sendUrl"] ?? ""}>
                    {send.url}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {send.attempt.timings_ms === null ? "" : milliseconds(send.attempt.timings_ms.total)}
                  </Text>
                  <Text size="xs" c="dimmed" component="span">
                    <RelativeTime at={send.attempt.started_at} />
                  </Text>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}

/** As the stream tells it: signed and on its way, then answered. */
function UnderWay({ webhookId }: { readonly webhookId: string }): ReactElement {
  const [entry, setEntry] = useState<StreamEntry | null>(null);
  useLiveEntries((next) => {
    if (next.test === true && next.webhook_id === webhookId && next.scenario === undefined) setEntry(next);
  });
  const words =
    entry?.kind === "attempt.finished"
      ? "Answered. Reading what came …"
      : entry?.kind === "attempt.started"
        ? "The request is out. Waiting for the answer …"
        : "Signing and sending …";
  return (
    <div className={classes["underWay"]} role="status">
      <ToneBadge tone="busy">Under way</ToneBadge>
      <Text size="sm">{words}</Text>
    </div>
  );
}

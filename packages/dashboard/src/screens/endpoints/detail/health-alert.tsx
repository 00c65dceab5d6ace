import type { Webhook } from "@callcall/webhooks/client";
import { Alert, Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconPlayerPause } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Countdown, RelativeTime } from "../../../components/relative-time.tsx";
import { useNow } from "../../../components/use-now.ts";
import { useMay } from "../../../session/session.ts";
import { type HealthNotice, noticeOf } from "../model/health.ts";
import { useSwitching } from "../model/use-switching.ts";

interface HealthAlertProps {
  readonly webhook: Webhook;
  readonly onTest: () => void;
}

const COLOURS: Readonly<Record<HealthNotice["tone"], string>> = { bad: "red", warn: "yellow", calm: "gray" };

/** What is the matter with an endpoint, since when, and the button that helps. Nothing where nothing is. */
export function HealthAlert({ webhook, onTest }: HealthAlertProps): ReactElement | null {
  const notice = noticeOf(webhook, useNow());
  const mayWrite = useMay("webhooks:write");
  const { enable, busy } = useSwitching(webhook.id);
  if (notice === null) return null;
  const { title, text, action, tone } = notice;
  const { paused_until, failing_since, status } = webhook;
  return (
    <Alert
      variant="light"
      color={COLOURS[tone]}
      title={title}
      mb="md"
      icon={tone === "calm" || tone === "warn" ? <IconPlayerPause size={18} /> : <IconAlertTriangle size={18} />}
    >
      {tone === "warn" && paused_until !== null && (
        <p>
          It goes on <Countdown to={paused_until} over="now" />.
        </p>
      )}
      {failing_since !== null && (
        <p>
          The first of these failures was <RelativeTime at={failing_since} />.
        </p>
      )}
      <p>{text}</p>
      {mayWrite && action !== null && (
        <Group gap="xs" mt="sm">
          {status === "disabled" && (
            <Button size="xs" loading={busy} onClick={enable}>
              Enable
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onTest}>
            Send a test
          </Button>
        </Group>
      )}
    </Alert>
  );
}

import type { Webhook } from "@callcall/webhooks/client";
import { Button, Group } from "@mantine/core";
import type { ReactElement } from "react";
import { Countdown, RelativeTime } from "../../../components/relative-time.tsx";
import { useNow } from "../../../components/use-now.ts";
import { useMay } from "../../../session/session.ts";
import { healthOf, noticeOf } from "../model/health.ts";
import { useSwitching } from "../model/use-switching.ts";
import { Notice } from "../notice.tsx";

interface HealthAlertProps {
  readonly webhook: Webhook;
  readonly onTest: () => void;
}

/** What is the matter with an endpoint, since when, and the button that helps. Nothing where nothing is. */
export function HealthAlert({ webhook, onTest }: HealthAlertProps): ReactElement | null {
  const now = useNow();
  const notice = noticeOf(webhook, now);
  const mayWrite = useMay("webhooks:write");
  const { enable, busy } = useSwitching(webhook.id);
  if (notice === null) return null;
  const { title, text, action, tone } = notice;
  const { paused_until, failing_since } = webhook;
  return (
    <Notice tone={tone} title={title}>
      {paused_until !== null && healthOf(webhook, now) === "paused" && (
        <p>
          It goes on <Countdown to={paused_until} over="now" />.
        </p>
      )}
      {failing_since !== null && (
        <p>
          The first of the failures was <RelativeTime at={failing_since} />.
        </p>
      )}
      <p>{text}</p>
      {mayWrite && action !== null && (
        <Group gap="xs" mt="sm">
          {action === "enable" && (
            <Button size="xs" loading={busy} onClick={enable}>
              Enable
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onTest}>
            Send a test
          </Button>
        </Group>
      )}
    </Notice>
  );
}

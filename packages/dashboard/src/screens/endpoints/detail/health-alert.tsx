import type { Webhook } from "@callcall/webhooks/client";
import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
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
  const { paused_until, failing_since, breaker, blocked_by } = webhook;
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
      {breaker !== null && (
        <p>
          Meanwhile single attempts find out whether it is back, the next one{" "}
          <Countdown to={breaker.next_probe_at} over="now" />. New events wait for that, and are not charged with it.
        </p>
      )}
      {blocked_by !== null && (
        <p>
          <Link to="/deliveries/$deliveryId" params={{ deliveryId: blocked_by }} style={{ color: "inherit" }}>
            A delivery whose retries are used up
          </Link>{" "}
          holds up the line: nothing behind it is sent until it is delivered or cancelled.
        </p>
      )}
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

import type { Alert, AlertNotification } from "@callcall/webhooks/client";
import { Text, Timeline } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, IconEye, IconMail, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { count } from "../../components/format.ts";
import { Countdown, RelativeTime } from "../../components/relative-time.tsx";
import classes from "./alerts.module.css";
import { CHANNEL_NAMES, REASON_NAMES, silence } from "./words.ts";

/** What happened to an alert, the oldest first: fired, told, seen, over. */
export function AlertTimeLine({ alert }: { readonly alert: Alert }): ReactElement {
  const told = [...alert.notifications].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const untold = silence(alert);
  return (
    <Timeline bulletSize={26} lineWidth={2} active={-1}>
      <Timeline.Item bullet={<IconAlertTriangle size={14} />} title="Opened">
        <Text size="sm">{alert.summary}</Text>
        <When at={alert.opened_at} />
      </Timeline.Item>
      {untold !== null && (
        <Timeline.Item bullet={<IconX size={14} />} title="Nobody was told">
          <Text size="sm">{untold}</Text>
        </Timeline.Item>
      )}
      {told.map((notification) => (
        <Notified key={keyOf(notification)} notification={notification} />
      ))}
      {alert.count > 1 && (
        <Timeline.Item bullet={<IconEye size={14} />} title={`Seen ${count(alert.count)} times`}>
          <Text size="sm">{alert.detail}</Text>
          <When at={alert.last_seen_at} />
        </Timeline.Item>
      )}
      {alert.resolved_at === null ? (
        <Timeline.Item bullet={<IconClock size={14} />} title="Open">
          <Text size="sm">It resolves by itself when it is over, or by hand.</Text>
        </Timeline.Item>
      ) : (
        <Timeline.Item bullet={<IconCheck size={14} />} title="Resolved">
          <Text size="sm">{alert.resolved_by === "system" ? "By itself" : `By ${alert.resolved_by}`}</Text>
          <When at={alert.resolved_at} />
        </Timeline.Item>
      )}
    </Timeline>
  );
}

function Notified({ notification }: { readonly notification: AlertNotification }): ReactElement {
  const { channel, target, reason, status, attempts, error, at, next_try_at: nextTry } = notification;
  return (
    <Timeline.Item
      bullet={status === "failed" ? <IconX size={14} /> : <IconMail size={14} />}
      title={`${CHANNEL_NAMES[channel]}: ${statusInWords(notification)}`}
    >
      <Text size="sm" className={classes["error"] ?? ""}>
        That {REASON_NAMES[reason]}, to {target}
      </Text>
      {error !== null && (
        <Text size="sm" c={status === "sent" ? "dimmed" : "var(--cc-bad-text)"} className={classes["error"] ?? ""}>
          {error}
          {attempts > 1 && ` (${attempts} tries)`}
        </Text>
      )}
      {nextTry !== null && attempts > 0 && (
        <Text size="xs" c="dimmed">
          next try <Countdown to={nextTry} />
        </Text>
      )}
      <When at={at} />
    </Timeline.Item>
  );
}

function statusInWords({ status, attempts }: AlertNotification): string {
  if (status === "sent") return "sent";
  if (status === "failed") return "given up";
  return attempts === 0 ? "about to be sent" : "not sent yet";
}

function When({ at }: { readonly at: string }): ReactElement {
  return (
    <Text size="xs" c="dimmed">
      <RelativeTime at={at} />
    </Text>
  );
}

function keyOf({ channel, target, reason, at }: AlertNotification): string {
  return `${channel} ${target} ${reason} ${at}`;
}

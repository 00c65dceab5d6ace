import type { StreamEntry } from "@callcall/webhooks/client";
import { Drawer, Group, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactElement } from "react";
import { DeliveryPanel } from "../../attempts/delivery-panel.tsx";
import { LinkButton } from "../../attempts/link-button.tsx";
import { deliveryLink, endpointLink, eventLink, type RouterLink } from "../../attempts/links.ts";
import { fullTime } from "../../components/format.ts";
import { JsonView } from "../../components/json/json-view.tsx";
import { EventDeliveries } from "../events/event-deliveries.tsx";
import { type Line, messageOf } from "./line.ts";

interface EntryDrawerProps {
  readonly line: Line | null;
  readonly onClose: () => void;
}

/** A line in full: what it tells, and everything that is known of the attempt that it tells of. */
export function EntryDrawer({ line, onClose }: EntryDrawerProps): ReactElement {
  const narrow = useMediaQuery("(max-width: 48em)") === true;
  const entry = line?.entry ?? null;
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size={narrow ? "100%" : "xl"}
      title={entry === null ? "" : (entry.event_type ?? entry.kind)}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {entry !== null && <EntryDetail key={line?.seq} entry={entry} />}
    </Drawer>
  );
}

function EntryDetail({ entry }: { readonly entry: StreamEntry }): ReactElement {
  const { delivery_id, event_id, attempt, at, test, kind } = entry;
  return (
    <Stack gap="md">
      <div>
        <Text size="sm">{messageOf(entry)}</Text>
        <Text size="xs" c="dimmed">
          <code>{kind}</code> · {fullTime(Date.parse(at))}
        </Text>
      </div>
      <Group gap="xs">
        {linksOf(entry).map(({ label, link }) => (
          <LinkButton key={label} size="xs" variant="default" link={link}>
            {label}
          </LinkButton>
        ))}
      </Group>
      {test === true && (
        <Text size="sm" c="dimmed">
          A test: it is not stored as an event or a delivery, so there is nothing more to show of it.
        </Text>
      )}
      {test !== true && delivery_id !== undefined && (
        <DeliveryPanel deliveryId={delivery_id} {...(attempt === undefined ? {} : { attempt })} />
      )}
      {delivery_id === undefined && event_id !== undefined && kind === "event.accepted" && (
        <EventDeliveries eventId={event_id} />
      )}
      <div>
        <Text size="sm" fw={600}>
          The entry
        </Text>
        <JsonView text={JSON.stringify(entry)} label="Entry of the stream" maxHeight="18rem" />
      </div>
    </Stack>
  );
}

function linksOf(entry: StreamEntry): readonly { readonly label: string; readonly link: RouterLink }[] {
  const { delivery_id, event_id, webhook_id, test, kind, receiver_id } = entry;
  return [
    ...(event_id === undefined || test === true ? [] : [{ label: "The event", link: eventLink(event_id) }]),
    ...(delivery_id === undefined || test === true ? [] : [{ label: "The delivery", link: deliveryLink(delivery_id) }]),
    ...(webhook_id === undefined ? [] : [{ label: "The endpoint", link: endpointLink(webhook_id) }]),
    ...(receiver_id === undefined ? [] : [{ label: "Test receivers", link: { to: "/simulator" } }]),
    ...(kind === "alert.opened" || kind === "alert.resolved" ? [{ label: "Alerts", link: { to: "/alerts" } }] : []),
  ];
}

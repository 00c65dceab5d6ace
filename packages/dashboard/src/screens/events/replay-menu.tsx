import { Button, Menu, Text } from "@mantine/core";
import { IconRepeat } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { useDeliveryActions } from "../../attempts/use-delivery-actions.ts";

/** Send the event to an endpoint, whether or not it was owed to it. */
export function ReplayMenu({ eventId }: { readonly eventId: string }): ReactElement {
  const { data } = useApiQuery("webhooks.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const actions = useDeliveryActions();
  const endpoints = data?.data.filter(({ status }) => status === "enabled") ?? [];
  return (
    <Menu position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconRepeat size={14} />} disabled={actions.busy}>
          Replay to…
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
        <Menu.Label>Send this event again, with the same id, to</Menu.Label>
        {endpoints.map(({ id, url, description }) => (
          <Menu.Item key={id} onClick={() => actions.replay(eventId, id)}>
            <Text size="sm" truncate>
              {description === "" ? url : description}
            </Text>
            {description !== "" && (
              <Text size="xs" c="dimmed" truncate>
                {url}
              </Text>
            )}
          </Menu.Item>
        ))}
        {endpoints.length === 0 && <Menu.Label>No endpoint is enabled</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}

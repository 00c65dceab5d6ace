import type { Webhook } from "@callcall/webhooks/client";
import { ActionIcon, Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import {
  IconCopy,
  IconDotsVertical,
  IconLink,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { notifyDone } from "../../components/notify.ts";
import { useMay } from "../../session/session.ts";
import { useSwitching } from "./model/use-switching.ts";

interface EndpointMenuProps {
  readonly webhook: Webhook;
  readonly onTest: () => void;
}

/** What can be done with an endpoint from anywhere. */
export function EndpointMenu({ webhook: { id, url, status }, onTest }: EndpointMenuProps): ReactElement {
  const mayWrite = useMay("webhooks:write");
  const { copy } = useClipboard();
  const { enable, disable } = useSwitching(id);
  const copied = (value: string, what: string) => () => {
    copy(value);
    notifyDone(`The ${what} is copied`);
  };
  return (
    <Menu position="bottom-end" width={200} shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${url}`}>
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayWrite && (
          <>
            <Menu.Item leftSection={<IconSend size={16} />} onClick={onTest}>
              Send a test
            </Menu.Item>
            <Menu.Item
              leftSection={<IconPencil size={16} />}
              renderRoot={(props) => (
                <Link to="/endpoints/$webhookId" params={{ webhookId: id }} search={{ tab: "settings" }} {...props} />
              )}
            >
              Edit
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={copied(id, "id")}>
          Copy the id
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={copied(url, "URL")}>
          Copy the URL
        </Menu.Item>
        {mayWrite && (
          <>
            <Menu.Divider />
            {status === "enabled" ? (
              <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => void disable()}>
                Disable…
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={enable}>
                Enable
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconTrash size={16} />}
              color="red"
              renderRoot={(props) => (
                <Link to="/endpoints/$webhookId" params={{ webhookId: id }} search={{ tab: "danger" }} {...props} />
              )}
            >
              Delete…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

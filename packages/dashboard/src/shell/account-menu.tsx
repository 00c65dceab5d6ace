import { Button, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconLogout, IconUserCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useSession, useSignIn } from "../session/session.ts";

/** Whose account this is, and the way out. */
export function AccountMenu(): ReactElement {
  const { account, kind, operator } = useSession();
  const { signOut } = useSignIn();
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          aria-label={`Account ${account.name}`}
          leftSection={<IconUserCircle size={18} stroke={1.75} />}
          rightSection={<IconChevronDown size={14} />}
        >
          <Text component="span" size="sm" fw={500} maw={140} truncate visibleFrom="xs">
            {account.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{operator ? "Operator" : kind === "portal" ? "Portal link" : "API key"}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Button, Menu, ScrollArea, Text } from "@mantine/core";
import { IconCheck, IconChevronDown, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import { useApiQuery } from "../api/use-api.ts";
import { notifyProblem } from "../components/notify.ts";
import { useSession, useSignIn } from "../session/session.ts";

/** Whose account this is, the way to another one for operators, and the way out. */
export function AccountMenu(): ReactElement {
  const { account, kind, operator } = useSession();
  const { signOut } = useSignIn();
  const [opened, setOpened] = useState(false);
  return (
    <Menu position="bottom-end" width={260} shadow="md" opened={opened} onChange={setOpened}>
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
        {operator && opened && <Accounts current={account.id} />}
        {!operator && <Menu.Label>{kind === "portal" ? "Portal link" : "API key"}</Menu.Label>}
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={() => told(signOut())}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The newest accounts that an operator may act on. */
function Accounts({ current }: { readonly current: string }): ReactElement {
  const { data, error } = useApiQuery("accounts.list", { query: { limit: 100 } });
  const { switchAccount } = useSignIn();
  const navigate = useNavigate();
  const pick = async (id: string): Promise<void> => {
    await switchAccount(id);
    // The address may name something of the account that was left.
    await navigate({ to: "/" });
  };
  return (
    <>
      <Menu.Label>{error === null ? "Act on account" : error.detail}</Menu.Label>
      <ScrollArea.Autosize mah={280} type="auto">
        {data?.data.map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() => told(pick(id))}
            rightSection={id === current ? <IconCheck size={14} aria-label="current" /> : null}
          >
            {name}
            <Text span c="dimmed" size="xs" display="block">
              {id}
            </Text>
          </Menu.Item>
        ))}
      </ScrollArea.Autosize>
      <Menu.Divider />
    </>
  );
}

/** Whatever comes of it, somebody is told. */
function told(deed: Promise<void>): void {
  deed.catch((error: unknown) => {
    if (!(error instanceof ApiProblem)) throw error;
    notifyProblem(error);
  });
}

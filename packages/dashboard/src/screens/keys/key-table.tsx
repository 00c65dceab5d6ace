import type { Key } from "@callcall/webhooks/client";
import { ActionIcon, Code, Group, Menu, Table, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconBan, IconDots } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { confirm } from "../../components/confirm.tsx";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { scopesInWords } from "../../components/scopes.ts";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { useMay } from "../../session/session.ts";
import { STANDINGS, standingOf, stands } from "./standing.ts";

export function KeyTable({ keys }: { readonly keys: readonly Key[] }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table aria-label="API keys" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Key</Table.Th>
            <Table.Th>May</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th w={48}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function KeyRow({ apiKey }: { readonly apiKey: Key }): ReactElement {
  const { name, hint, scopes, operator, created_at, expires_at, revoked_at } = apiKey;
  const standing = standingOf(apiKey, useNow());
  const { label, tone } = STANDINGS[standing];
  return (
    <Table.Tr data-standing={standing}>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" fw={500} lineClamp={2}>
            {name}
          </Text>
          <ToneBadge tone={tone}>{label}</ToneBadge>
        </Group>
      </Table.Td>
      <Table.Td>
        <Code>…{hint}</Code>
      </Table.Td>
      <Table.Td>
        {operator ? (
          <Tooltip multiline w={260} label="The key the server was started with. It has every scope, on every account.">
            <Text size="sm" tabIndex={0}>
              Everything, everywhere
            </Text>
          </Tooltip>
        ) : (
          <Tooltip multiline w={260} label={scopes.join(", ")}>
            <Text size="sm" tabIndex={0}>
              {scopesInWords(scopes)}
            </Text>
          </Tooltip>
        )}
      </Table.Td>
      <Table.Td>
        <RelativeTime at={created_at} />
      </Table.Td>
      <Table.Td>
        {revoked_at !== null || expires_at !== null ? <RelativeTime at={revoked_at ?? expires_at} /> : "Never"}
      </Table.Td>
      <Table.Td>{stands(standing) && !operator && <KeyMenu apiKey={apiKey} />}</Table.Td>
    </Table.Tr>
  );
}

function KeyMenu({ apiKey: { id, name, hint } }: { readonly apiKey: Key }): ReactElement | null {
  const mayWrite = useMay("keys:write");
  const revoking = useApiMutation("keys.revoke", {
    invalidates: ["keys.list", "portal.list", "audit.list"],
    onSuccess: () => notifyDone(`${name} is revoked`),
  });
  if (!mayWrite) return null;
  const revoke = async (): Promise<void> => {
    const sure = await confirm({
      title: `Revoke ${name}?`,
      body: `Whatever uses the key that ends in ${hint} is refused from its next request on. The browser sessions and portal links that were opened with it end as well. This cannot be undone.`,
      action: "Revoke the key",
      dangerous: true,
    });
    if (sure) revoking.mutate({ params: { id } }, { onError: notifyProblem });
  };
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`} loading={revoking.isPending}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          color="var(--cc-bad-text)"
          leftSection={<IconBan size={16} stroke={1.75} />}
          onClick={() => void revoke()}
        >
          Revoke…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

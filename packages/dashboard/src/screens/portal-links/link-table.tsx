import type { PortalSession } from "@callcall/webhooks/client";
import { Button, ColorSwatch, Group, Table, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import type { ReactElement } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { confirm } from "../../components/confirm.tsx";
import { Id } from "../../components/id.tsx";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { Countdown, RelativeTime } from "../../components/relative-time.tsx";
import { scopesInWords } from "../../components/scopes.ts";

export function LinkTable({ links }: { readonly links: readonly PortalSession[] }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table aria-label="Portal links" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Link</Table.Th>
            <Table.Th>May</Table.Th>
            <Table.Th>Shown inside of</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th w={88}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map((link) => (
            <LinkRow key={link.id} link={link} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function LinkRow({ link }: { readonly link: PortalSession }): ReactElement {
  const { id, scopes, allowed_origins, theme, created_at, expires_at } = link;
  const revoking = useApiMutation("portal.revoke", {
    invalidates: ["portal.list", "audit.list"],
    onSuccess: () => notifyDone("The link is revoked"),
  });
  const revoke = async (): Promise<void> => {
    const sure = await confirm({
      title: "Revoke this portal link?",
      body: "It opens nothing any more, and whoever came in by it is out at once. This cannot be undone; you can make another one.",
      action: "Revoke the link",
      dangerous: true,
    });
    if (sure) revoking.mutate({ params: { id } }, { onError: notifyProblem });
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          {theme?.primary_color !== undefined && (
            <ColorSwatch size={14} color={theme.primary_color} withShadow={false} aria-label={theme.primary_color} />
          )}
          <div>
            {theme?.name !== undefined && (
              <Text size="sm" fw={500} lineClamp={1}>
                {theme.name}
              </Text>
            )}
            <Id id={id} />
          </div>
        </Group>
      </Table.Td>
      <Table.Td>
        <Tooltip multiline w={260} label={scopes.join(", ")}>
          <Text size="sm" tabIndex={0}>
            {scopesInWords(scopes)}
          </Text>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <Text size="sm" lineClamp={2}>
          {allowed_origins.length === 0 ? "No frame" : allowed_origins.join(", ")}
        </Text>
      </Table.Td>
      <Table.Td>
        <RelativeTime at={created_at} />
      </Table.Td>
      <Table.Td>
        <Countdown to={expires_at} over="over" />
      </Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          aria-label={`Revoke ${theme?.name ?? id}`}
          loading={revoking.isPending}
          onClick={() => void revoke()}
        >
          Revoke
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

import { Anchor, Button, Group, Switch, Table, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconSearchOff } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useApiList } from "../../api/use-api.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SCREEN_SEARCH } from "../../components/screen-search.ts";
import { ToneBadge } from "../../components/status-badge.tsx";
import { TableSkeleton } from "../../components/table-skeleton.tsx";
import { useMay } from "../../session/session.ts";
import { eventTypesRoute } from "./route.ts";

/** The catalogue: what may be published, and what it looks like. */
export function EventTypesScreen(): ReactElement {
  const { text = "", archived = false } = eventTypesRoute.useSearch();
  const navigate = useNavigate({ from: eventTypesRoute.fullPath });
  const mayWrite = useMay("webhooks:write");
  const list = useApiList("eventTypes.list", { query: { limit: 250 } });
  const { query, rows } = list;
  const needle = text.toLowerCase();
  const shown = rows.filter(
    (type) =>
      (archived || !type.archived) && (type.name.includes(needle) || type.description.toLowerCase().includes(needle)),
  );
  const hidden = rows.filter((type) => type.archived).length;

  return (
    <>
      <PageHeader
        title="Event types"
        description="What may be published, and what it looks like."
        actions={
          mayWrite && (
            <Button
              renderRoot={(props) => <Link to="/event-types/new" {...props} />}
              leftSection={<IconPlus size={16} />}
            >
              Add an event type
            </Button>
          )
        }
      />
      <Group mb="md" gap="md">
        <TextInput
          aria-label="Find an event type"
          placeholder="Name or description"
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          {...SCREEN_SEARCH}
          flex="1 1 16rem"
          maw="24rem"
          value={text}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            void navigate({
              search: (before) => ({ ...without(before, "text"), ...(typed === "" ? {} : { text: typed }) }),
              replace: true,
            });
          }}
        />
        {hidden > 0 && (
          <Switch
            label={`Show archived (${hidden})`}
            checked={archived}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              void navigate({
                search: (before) => ({ ...without(before, "archived"), ...(on ? { archived: true } : {}) }),
                replace: true,
              });
            }}
          />
        )}
      </Group>
      {query.isPending && <TableSkeleton label="Loading event types" />}
      {query.error !== null && rows.length === 0 && (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data !== undefined && shown.length === 0 && (
        <EmptyState
          icon={IconSearchOff}
          title="No event type is like that"
          description={`None of the ${rows.length} has it in its name or description.`}
          action={
            <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
              Show all
            </Button>
          }
        />
      )}
      {shown.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table aria-label="Event types" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Description</Table.Th>
                <Table.Th>Checks</Table.Th>
                <Table.Th>Version</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((type) => (
                <Table.Tr key={type.name}>
                  <Table.Td>
                    <Group gap="xs">
                      <Anchor
                        size="sm"
                        ff="monospace"
                        renderRoot={(props) => <Link to="/event-types/$name" params={{ name: type.name }} {...props} />}
                      >
                        {type.name}
                      </Anchor>
                      {type.archived && <ToneBadge tone="calm">Archived</ToneBadge>}
                      {type.built_in && <ToneBadge tone="busy">Built in</ToneBadge>}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{type.description}</Text>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{checksOf(type)}</Text>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{type.version}</Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <MoreButton list={list} />
    </>
  );
}

interface Checked {
  readonly validation: "strict" | "warn";
  readonly version: string;
  readonly schemas: Readonly<Record<string, unknown>>;
}

function checksOf({ validation, version, schemas }: Checked): string {
  if (schemas[version] === undefined) return "none";
  return validation === "strict" ? "refuses what departs" : "flags what departs";
}

function without<Of extends object, Key extends keyof Of>(of: Of, key: Key): Omit<Of, Key> {
  const { [key]: _dropped, ...rest } = of;
  return rest;
}

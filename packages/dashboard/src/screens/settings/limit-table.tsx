import { Card, Code, Table, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { limitRow } from "./limits.ts";

/** Every limit of the server, with its name in the documentation. */
export function LimitTable({ limits }: { readonly limits: Readonly<Record<string, number>> }): ReactElement {
  const [query, setQuery] = useState("");
  const words = query.toLowerCase().split(/\s+/);
  const rows = Object.entries(limits)
    .map(([name, value]) => limitRow(name, value))
    .filter(({ name, label }) => words.every((word) => `${name} ${label}`.toLowerCase().includes(word)));
  return (
    <Card padding="lg">
      <Title order={2} mb="md">
        Limits
      </Title>
      <TextInput
        aria-label="Search the limits"
        placeholder="Search the limits"
        leftSection={<IconSearch size={16} />}
        maw="20rem"
        mb="sm"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <Table.ScrollContainer minWidth={420} maxHeight={420}>
        <Table aria-label="Limits" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th ta="end">Limit</Table.Th>
              <Table.Th>Name</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, label, value }) => (
              <Table.Tr key={name}>
                <Table.Td>{label}</Table.Td>
                <Table.Td ta="end">{value}</Table.Td>
                <Table.Td>
                  <Code>{name}</Code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

import { Code, Table, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { fieldsOf, type Schema } from "./model/schema-fields.ts";

/** A schema for people: a line for each property. */
export function FieldsTable({ schema }: { readonly schema: Schema }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label="Properties of data">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Property</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>What it is</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fieldsOf(schema).map(({ path, type, required, rules, description }) => (
            <Table.Tr key={path}>
              <Table.Td>
                <Code>{path === "" ? "data" : path}</Code>{" "}
                {!required && (
                  <Text component="span" size="xs" c="dimmed">
                    optional
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Text size="sm" ff="monospace">
                  {type}
                </Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm">{description}</Text>
                {rules !== "" && (
                  <Text size="xs" c="dimmed">
                    {rules}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

import { Alert, Button, Group, Select, Text } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { TextLink } from "../../attempts/link-button.tsx";
import { endpointLink } from "../../attempts/links.ts";
import { StatusBadge } from "../../components/status-badge.tsx";
import { type Endpoints, useNewEndpoint } from "./use-endpoints.ts";

interface EndpointPickerProps {
  readonly endpoints: Endpoints;
  readonly onChoose: (webhookId: string) => void;
}

const SHOWN_CHARACTERS = 100;

/** Choose an endpoint by its address or description. An address that nobody has can be registered from here. */
export function EndpointPicker({ endpoints: { list, chosen }, onChoose }: EndpointPickerProps): ReactElement {
  const [address, setAddress] = useState<string | null>(null);
  const choose = (id: string): void => {
    setAddress(null);
    onChoose(id);
  };
  const fresh = useNewEndpoint(({ id }) => choose(id));
  const known = chosen !== undefined && !list.rows.some(({ id }) => id === chosen.id) ? [chosen] : [];
  const rows = [...list.rows, ...known];

  /** When the field is left it goes back to what is chosen: that is nothing that somebody typed. */
  function typed(text: string): void {
    if (text === "" || rows.some((row) => row.url.startsWith(text) || nameOf(row) === text)) return;
    setAddress(/^https?:\/\/[^\s/]+/i.test(text) ? text : null);
  }

  return (
    <div>
      <Select
        label="Endpoint"
        placeholder="Choose one, or type an address"
        searchable
        value={chosen?.id ?? null}
        onChange={(id) => id !== null && choose(id)}
        onSearchChange={typed}
        nothingFoundMessage={address === null ? "No such endpoint" : "No endpoint has this address"}
        data={rows.map((row) => ({ value: row.id, label: nameOf(row) }))}
      />
      {chosen !== undefined && address === null && (
        <Group gap="xs" mt={6}>
          <StatusBadge status={chosen.status} />
          <Text size="xs" c="dimmed">
            {chosen.status === "disabled" ? "Tests are sent all the same. " : ""}
            <TextLink link={endpointLink(chosen.id)}>Settings</TextLink>
          </Text>
        </Group>
      )}
      {address !== null && (
        <Alert mt="xs" title={`No endpoint has the address ${address.slice(0, SHOWN_CHARACTERS)} yet`} variant="light">
          <Text size="sm" mb="xs">
            A test is signed with an endpoint&apos;s secret, so it has to be registered first.
          </Text>
          <Group gap="xs">
            <Button size="xs" loading={fresh.isPending} onClick={() => fresh.register(address)}>
              Register it
            </Button>
            <Button size="xs" variant="default" loading={fresh.isPending} onClick={fresh.receive}>
              Use a test receiver instead
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}

function nameOf({ url, description }: { readonly url: string; readonly description: string }): string {
  return description === "" ? url : `${description} · ${url}`;
}

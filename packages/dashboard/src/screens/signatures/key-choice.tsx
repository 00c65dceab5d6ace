import { Alert, PasswordInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconLock, IconServer } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList } from "../../api/use-api.ts";
import { CAN_COMPUTE, type Key } from "./use-report.ts";

interface KeyChoiceProps {
  readonly value: Key;
  readonly onChange: (key: Key) => void;
}

/** The secret: typed here and kept here, or that of a stored endpoint, which the server checks with. */
export function KeyChoice({ value, onChange }: KeyChoiceProps): ReactElement {
  const { rows } = useApiList("webhooks.list", { query: { limit: 250 } });
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={500} mb={4}>
          The secret
        </Text>
        <SegmentedControl
          fullWidth
          aria-label="Which secret to check with"
          value={value.kind}
          onChange={(kind) =>
            onChange(kind === "secret" ? { kind: "secret", secret: "" } : { kind: "webhook", webhookId: "" })
          }
          data={[
            { value: "secret", label: "One that I paste" },
            { value: "webhook", label: "That of an endpoint" },
          ]}
        />
      </div>
      {value.kind === "secret" ? (
        <>
          <PasswordInput
            label="Signing secret"
            placeholder="whsec_…"
            value={value.secret}
            onChange={(event) => onChange({ kind: "secret", secret: event.currentTarget.value })}
            autoComplete="off"
            data-1p-ignore
          />
          <Text size="xs" c="dimmed" component="div">
            <IconLock size={12} aria-hidden="true" /> It never leaves this browser: the check runs here, and nothing is
            sent or stored.
          </Text>
          {!CAN_COMPUTE && (
            <Alert color="orange" title="This page is not on a secure address">
              Browsers compute signatures on https:// and on localhost only. Open the dashboard there, or check with a
              stored endpoint.
            </Alert>
          )}
        </>
      ) : (
        <>
          <Select
            label="Endpoint"
            placeholder="Choose an endpoint"
            searchable
            nothingFoundMessage="No such endpoint"
            value={value.webhookId === "" ? null : value.webhookId}
            onChange={(id) => onChange({ kind: "webhook", webhookId: id ?? "" })}
            data={rows.map(({ id, url, description }) => ({
              value: id,
              label: description === "" ? url : `${description} · ${url}`,
            }))}
          />
          <Text size="xs" c="dimmed" component="div">
            <IconServer size={12} aria-hidden="true" /> The request goes to the server, which checks it with the secrets
            of this endpoint, rotated ones too. The secrets do not come here.
          </Text>
        </>
      )}
    </Stack>
  );
}

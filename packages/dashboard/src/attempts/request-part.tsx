import type { Attempt } from "@callcall/webhooks/client";
import { Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { bytes } from "../components/format.ts";
import { JsonView } from "../components/json/json-view.tsx";
import { HeadersTable } from "./headers-table.tsx";

interface RequestPartProps {
  readonly request: NonNullable<Attempt["request"]>;
  readonly expired: boolean;
}

/** What was sent: headers with what each is for, and the body, byte for byte. */
export function RequestPart({ request: { headers, body, body_bytes }, expired }: RequestPartProps): ReactElement {
  return (
    <Stack gap="sm">
      <HeadersTable headers={headers} label="Request headers" explained />
      <Text size="sm" fw={600}>
        Body{" "}
        <Text component="span" inherit fw={400} c="dimmed">
          {expired ? "has expired" : `${bytes(body_bytes)}, exactly as it was sent and signed`}
        </Text>
      </Text>
      {!expired && <JsonView text={body} label="Request body" />}
    </Stack>
  );
}

import type { Attempt } from "@callcall/webhooks/client";
import { Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { bytes } from "../components/format.ts";
import { TextView } from "../components/json/text-view.tsx";
import { HeadersTable } from "./headers-table.tsx";

interface ResponsePartProps {
  readonly attempt: Attempt;
  /** Retention has removed the body. */
  readonly expired: boolean;
}

/** What the consumer answered, as text: whatever it holds, nothing of it is run, followed or drawn. */
export function ResponsePart({ attempt, expired }: ResponsePartProps): ReactElement {
  const { response, outcome } = attempt;
  if (response === null) {
    return (
      <Text size="sm" c="dimmed">
        {outcome === null ? "No answer yet." : "There was no answer."}
      </Text>
    );
  }
  const { status, headers, body, body_bytes, body_truncated, body_incomplete } = response;
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        Status {status}
      </Text>
      <HeadersTable headers={headers} label="Response headers" />
      <Text size="sm" fw={600}>
        Body{" "}
        <Text component="span" inherit fw={400} c="dimmed">
          {body_bytes === 0 ? "is empty" : `${bytes(body_bytes)} read`}
          {expired && body_bytes > 0 && ", and has expired"}
          {!expired && body_truncated && ", the first 16 KiB are kept"}
          {body_incomplete && ", and it broke off: the status counts all the same"}
        </Text>
      </Text>
      {body !== "" && <TextView text={body} label="Response body" />}
    </Stack>
  );
}

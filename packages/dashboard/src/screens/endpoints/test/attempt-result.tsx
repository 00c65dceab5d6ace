import type { Attempt } from "@callcall/webhooks/client";
import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { milliseconds } from "../../../components/format.ts";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import { JsonView } from "../../../components/json/json-view.tsx";
import { KeyValues } from "../../../components/key-values.tsx";
import { OutcomeBadge } from "../../../components/status-badge.tsx";

/** One attempt, whole: how it ended, what was sent and what was answered, as text. */
export function AttemptResult({ attempt }: { readonly attempt: Attempt }): ReactElement {
  const { outcome, request, response, error, remote_address, timings_ms } = attempt;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <OutcomeBadge outcome={outcome} httpStatus={response?.status ?? null} />
        {timings_ms !== null && (
          <Text size="sm" c="dimmed">
            in {milliseconds(timings_ms.total)}
            {remote_address !== null && ` from ${remote_address}`}
          </Text>
        )}
      </Group>
      {error !== null && <Text size="sm">{error}</Text>}
      {response !== null && (
        <section aria-label="Response">
          <Title order={3} mb="xs">
            Response
          </Title>
          <Stack gap="xs">
            <KeyValues items={Object.entries(response.headers).map(([key, value]) => ({ key, value }))} />
            {response.body !== "" && <CodeBlock text={response.body} label="Response body" wrap maxHeight="16rem" />}
          </Stack>
        </section>
      )}
      {request !== null && (
        <section aria-label="Request">
          <Title order={3} mb="xs">
            Request
          </Title>
          <Stack gap="xs">
            <KeyValues items={Object.entries(request.headers).map(([key, value]) => ({ key, value }))} />
            <JsonView text={request.body} label="Request body" maxHeight="18rem" />
          </Stack>
        </section>
      )}
    </Stack>
  );
}

import type { Attempt, Webhook } from "@callcall/webhooks/client";
import { Alert, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { type FormEvent, type ReactElement, useState } from "react";
import { useApiMutation } from "../../../api/use-api.ts";
import { AttemptDetail } from "../../../attempts/attempt-detail.tsx";
import { milliseconds } from "../../../components/format.ts";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import { OutcomeBadge } from "../../../components/status-badge.tsx";
import { coversAny } from "../model/subscription.ts";
import { useEventTypes } from "../model/use-endpoints.ts";

/** Pick a type, send its example, see what came of it. */
export function TestForm({ webhook: { id, events } }: { readonly webhook: Webhook }): ReactElement {
  const types = useEventTypes();
  const [picked, setPicked] = useState<string | null>(null);
  const sending = useApiMutation("webhooks.test");
  const names = types.data?.filter(({ archived }) => !archived).map(({ name }) => name) ?? [];
  const subscribed = names.filter((name) => coversAny(events, name));
  const others = names.filter((name) => !coversAny(events, name));
  const type = picked ?? subscribed[0] ?? names[0] ?? null;
  const example = types.data?.find(({ name }) => name === type)?.example ?? null;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (type !== null) sending.mutate({ params: { id }, body: { type } });
  };
  return (
    <Stack gap="md">
      <form onSubmit={send}>
        <Group align="flex-end" gap="sm">
          <Select
            label="Event type"
            searchable
            allowDeselect={false}
            nothingFoundMessage="No such type"
            flex="1 1 14rem"
            data={[
              ...(subscribed.length > 0 ? [{ group: "It is subscribed to", items: subscribed }] : []),
              ...(others.length > 0 ? [{ group: "Others", items: others }] : []),
            ]}
            value={type}
            onChange={setPicked}
          />
          <Button
            type="submit"
            leftSection={<IconSend size={16} />}
            loading={sending.isPending}
            disabled={type === null}
          >
            {sending.data === undefined ? "Send" : "Send again"}
          </Button>
        </Group>
        {sending.data === undefined && example !== null && (
          <Stack gap={4} mt="md">
            <Text size="sm" c="dimmed">
              What is sent as data: the example of the type
            </Text>
            <CodeBlock text={JSON.stringify(example, null, 2)} language="json" label="Example" maxHeight="14rem" />
          </Stack>
        )}
      </form>
      {sending.error !== null && (
        <Alert color="red" variant="light" role="alert" title={sending.error.title}>
          {sending.error.detail}
        </Alert>
      )}
      <div aria-live="polite">{sending.data !== undefined && <Result attempt={sending.data} />}</div>
    </Stack>
  );
}

function Result({ attempt }: { readonly attempt: Attempt }): ReactElement {
  const { id, outcome, response, timings_ms } = attempt;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <OutcomeBadge outcome={outcome} httpStatus={response?.status ?? null} />
        {timings_ms !== null && (
          <Text size="sm" c="dimmed">
            in {milliseconds(timings_ms.total)}
          </Text>
        )}
      </Group>
      <AttemptDetail key={id} attempt={attempt} place={null} />
    </Stack>
  );
}

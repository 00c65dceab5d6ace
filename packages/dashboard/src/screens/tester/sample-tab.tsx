import { RawJson, type Webhook } from "@callcall/webhooks/client";
import { Button, Card, Group, Kbd, Select, SimpleGrid, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconIndentIncrease, IconSend } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { toProblem } from "../../api/problem.ts";
import { useApiMutation } from "../../api/use-api.ts";
import { JsonEditor } from "../../components/editor/json-editor.tsx";
import { prettyJson } from "../../components/json/tokens.ts";
import { SendResult } from "./send-result.tsx";
import { rememberSend, type Send, useSends } from "./sends.ts";
import classes from "./tester.module.css";
import { exampleOf, type SampleSource, schemaOf, useEventTypes } from "./use-sample.ts";

interface SampleTabProps {
  readonly webhook: Webhook | undefined;
  /** From the address. */
  readonly type: string | undefined;
  readonly onType: (type: string) => void;
  readonly source: SampleSource | null;
}

/** Longer than the longest deadline of an endpoint. */
const PATIENCE_MS = 45_000;

/** Edit a sample, send it, and see all of what came of it. */
export function SampleTab({ webhook, type, onType, source }: SampleTabProps): ReactElement {
  const { types } = useEventTypes();
  const wanted =
    type ??
    source?.type ??
    subscribedType(
      webhook,
      types.map(({ name }) => name),
    );
  const chosen = types.find(({ name }) => name === wanted) ?? types[0];
  // What was typed for one type is no sample of another.
  const [draft, setDraft] = useState<{ readonly type: string; readonly text: string } | null>(
    source === null ? null : { type: source.type, text: source.data },
  );
  const text = draft !== null && draft.type === chosen?.name ? draft.text : exampleOf(chosen);
  const [faults, setFaults] = useState(0);
  const [shown, setShown] = useState<number | null>(null);
  const sends = useSends();
  const test = useApiMutation("webhooks.test");
  const isJson = canParse(text);

  function send(): void {
    if (webhook === undefined || chosen === undefined || !isJson || test.isPending) return;
    const compact = text.trim();
    test.mutate(
      {
        params: { id: webhook.id },
        body: { type: chosen.name, data: new RawJson(compact) },
        timeoutMs: PATIENCE_MS,
      },
      {
        onSuccess: (attempt) => {
          const kept = rememberSend({
            webhookId: webhook.id,
            url: webhook.url,
            type: chosen.name,
            data: text,
            attempt,
          });
          setShown(kept.id);
        },
      },
    );
  }

  function again(sent: Send): void {
    onType(sent.type);
    setDraft({ type: sent.type, text: sent.data });
  }

  const edit = (next: string): void => setDraft({ type: chosen?.name ?? "", text: next });

  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Card component="section" aria-label="The sample" className={classes["pane"] ?? ""}>
        <Select
          label="Event type"
          searchable
          allowDeselect={false}
          value={chosen?.name ?? null}
          onChange={(name) => name !== null && onType(name)}
          data={types.map(({ name }) => name)}
          description={chosen?.description}
        />
        <div>
          <Group justify="space-between" mb={4}>
            <Text size="sm" fw={500}>
              Payload
            </Text>
            <Group gap={4}>
              <Tooltip label="Format">
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={!isJson}
                  leftSection={<IconIndentIncrease size={14} />}
                  onClick={() => edit(prettyJson(text))}
                >
                  Format
                </Button>
              </Tooltip>
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconArrowBackUp size={14} />}
                onClick={() => setDraft(null)}
              >
                Example
              </Button>
            </Group>
          </Group>
          <JsonEditor
            label="Payload"
            value={text}
            onChange={edit}
            schema={schemaOf(chosen)}
            onSubmit={send}
            onFaults={setFaults}
          />
          <Text size="xs" c="dimmed" mt={4} aria-live="polite">
            {describe(isJson, faults, chosen !== undefined && schemaOf(chosen) !== null)}
          </Text>
        </div>
        <Group>
          <Button
            leftSection={<IconSend size={16} />}
            onClick={send}
            loading={test.isPending}
            disabled={webhook === undefined || !isJson}
          >
            Send
          </Button>
          <Text size="xs" c="dimmed" visibleFrom="xs">
            <Kbd size="xs">Ctrl</Kbd> + <Kbd size="xs">Enter</Kbd>
          </Text>
        </Group>
      </Card>
      <SendResult
        webhook={webhook}
        sending={test.isPending}
        problem={test.error === null ? null : (toProblem(test.error) as typeof test.error)}
        sends={sends}
        shown={sends.find(({ id }) => id === shown)}
        onShow={setShown}
        onAgain={again}
      />
    </SimpleGrid>
  );
}

function subscribedType(webhook: Webhook | undefined, names: readonly string[]): string | undefined {
  return (
    webhook?.events.find((pattern) => names.includes(pattern)) ?? names.find((name) => name === "customer.qualified")
  );
}

function canParse(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function describe(isJson: boolean, faults: number, hasSchema: boolean): string {
  if (!isJson) return "Not JSON yet: the marked line says why.";
  if (!hasSchema) return "This type has no schema: anything that is JSON may be sent.";
  if (faults === 0) return "Fits the schema. It is sent byte for byte as it stands here.";
  return `${faults} ${faults === 1 ? "departure" : "departures"} from the schema. It can be sent all the same.`;
}

import { Alert, Button, Card, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FormEvent, ReactElement, ReactNode } from "react";
import type { ApiProblem } from "../../api/problem.ts";
import { useApiQuery } from "../../api/use-api.ts";
import classes from "./alerts.module.css";
import { ChannelsEditor } from "./channels-editor.tsx";
import { ConditionFields } from "./condition-fields.tsx";
import { faultAt, type RuleDraft } from "./form.ts";
import { ThresholdChart } from "./threshold-chart.tsx";
import { conditionInWords } from "./words.ts";

interface RuleFormProps {
  readonly draft: RuleDraft;
  readonly onChange: (draft: RuleDraft) => void;
  readonly problem: ApiProblem | null;
  readonly busy: boolean;
  /** "Save the rule" */
  readonly action: string;
  readonly canSave: boolean;
  readonly onSave: () => void;
  /** Beside the channels: the test. */
  readonly channelsAside?: ReactNode;
  /** Above the rest, for a new rule: its kind. */
  readonly kind?: ReactNode;
}

/** A rule, in plain words that change as it is filled in. */
export function RuleForm(props: RuleFormProps): ReactElement {
  const { draft, onChange, problem, busy, action, canSave, onSave } = props;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canSave) onSave();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg" maw="48rem">
        {problem !== null && (
          <Alert color="red" icon={<IconAlertTriangle size={18} />} title={problem.title} role="alert">
            {problem.detail}
            {problem.requestId !== null && (
              <Text size="xs" c="dimmed">
                {problem.requestId}
              </Text>
            )}
          </Alert>
        )}
        <Card component="section" aria-labelledby="rule-when">
          <Stack>
            <Title order={2} id="rule-when">
              When
            </Title>
            {props.kind}
            <TextInput
              label="Name"
              placeholder="Checkout fails"
              maxLength={200}
              required
              value={draft.name}
              error={faultAt(problem, "/name") ?? null}
              onChange={({ currentTarget: { value: name } }) => onChange({ ...draft, name })}
            />
            <ConditionFields
              condition={draft.condition}
              problem={problem}
              onChange={(condition) => onChange({ ...draft, condition })}
            />
            <EndpointPicker
              value={draft.webhookId}
              error={faultAt(problem, "/webhook_id") ?? null}
              onChange={(webhookId) => onChange({ ...draft, webhookId })}
            />
            <p className={classes["words"]} aria-live="polite">
              {conditionInWords(draft.condition)}
            </p>
            <ThresholdChart condition={draft.condition} webhookId={draft.webhookId} />
          </Stack>
        </Card>
        <Card component="section" aria-labelledby="rule-who">
          <Stack>
            <Title order={2} id="rule-who">
              Who is told
            </Title>
            <ChannelsEditor
              channels={draft.channels}
              problem={problem}
              onChange={(channels) => onChange({ ...draft, channels })}
            />
            {props.channelsAside}
          </Stack>
        </Card>
        <Group>
          <Button type="submit" loading={busy} disabled={!canSave}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface EndpointPickerProps {
  readonly value: string | null;
  readonly error: string | null;
  readonly onChange: (webhookId: string | null) => void;
}

function EndpointPicker({ value, error, onChange }: EndpointPickerProps): ReactElement {
  const { data } = useApiQuery("webhooks.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const options = data?.data.map(({ id, url, description }) => ({ value: id, label: description || url })) ?? [];
  const shown =
    value === null || options.some((option) => option.value === value)
      ? options
      : [...options, { value, label: value }];
  return (
    <Select
      label="Endpoint"
      placeholder="Every endpoint, each by itself"
      clearable
      searchable
      value={value}
      error={error}
      onChange={onChange}
      data={shown}
    />
  );
}

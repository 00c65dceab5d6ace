import type { ReplaySelection, ReplayStart } from "@callcall/webhooks/client";
import { Button, Group, Modal, MultiSelect, NumberInput, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useApiList, useApiMutation, useApiQuery } from "../api/use-api.ts";
import { notifyDone, notifyProblem } from "../components/notify.ts";
import { emptyDraft, RATE_MAX, REACHES, type Reach, type ReplayDraft, replayStartOf } from "./draft.ts";
import { events, SELECTIONS } from "./words.ts";

interface ReplayDialogProps {
  readonly webhookId: string;
  readonly which?: ReplaySelection;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const REACH_LABELS: Readonly<Record<Reach, string>> = {
  "1h": "The last hour",
  "24h": "The last 24 hours",
  "7d": "The last 7 days",
  "30d": "The last 30 days",
  custom: "Between two times",
};

/** After an outage, a mended filter, a late registration: choose what is sent again, count it, start it. */
export function ReplayDialog({ opened, onClose, ...rest }: ReplayDialogProps): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Replay events to this endpoint" size="lg">
      {opened && <ReplayForm onClose={onClose} {...rest} />}
    </Modal>
  );
}

function ReplayForm({ webhookId, which = "failed", onClose }: Omit<ReplayDialogProps, "opened">): ReactElement {
  const [draft, setDraft] = useState(() => emptyDraft(which));
  // Fixed, so that what is started is what was counted.
  const [openedMs] = useState(() => Date.now());
  const change = (changes: Partial<ReplayDraft>): void => setDraft((before) => ({ ...before, ...changes }));
  const request = replayStartOf(draft, openedMs);
  const start = useApiMutation("replays.start", {
    invalidates: ["replays.list", "deliveries.list"],
    onSuccess: ({ total }) => {
      notifyDone(`The replay of ${events(total)} has started`);
      onClose();
    },
  });
  const counted = useCount(webhookId, request);
  return (
    <Stack gap="md">
      <Radio.Group
        label="Which events"
        value={draft.which}
        onChange={(picked) => change({ which: selectionOf(picked) })}
      >
        <Stack gap="xs" mt="xs">
          {SELECTION_KEYS.map((key) => (
            <Radio key={key} value={key} label={SELECTIONS[key].label} description={SELECTIONS[key].text} />
          ))}
        </Stack>
      </Radio.Group>
      <Reaches draft={draft} onChange={change} />
      <Narrowing draft={draft} onChange={change} />
      <Text size="sm" aria-live="polite">
        {counted.text}
      </Text>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={counted.total === 0 || request === undefined}
          loading={start.isPending}
          onClick={() =>
            request !== undefined &&
            start.mutate({ params: { id: webhookId }, body: request }, { onError: notifyProblem })
          }
        >
          {counted.total === 0 ? "Replay" : `Replay ${events(counted.total)}`}
        </Button>
      </Group>
    </Stack>
  );
}

const SELECTION_KEYS = Object.keys(SELECTIONS) as ReplaySelection[];

function selectionOf(picked: string): ReplaySelection {
  return SELECTION_KEYS.find((key) => key === picked) ?? "failed";
}

/** What a start would do, by a dry run of it. */
function useCount(
  webhookId: string,
  request: ReplayStart | undefined,
): { readonly total: number; readonly text: string } {
  const query = useApiQuery(
    "replays.start",
    { params: { id: webhookId }, body: { ...(request ?? NOTHING), dry_run: true } },
    { enabled: request !== undefined },
  );
  if (request === undefined) return { total: 0, text: "Choose the first and the last instant." };
  if (query.error !== null) {
    const [first] = query.error.errors;
    return { total: 0, text: first === undefined ? query.error.detail : `${first.pointer.slice(1)}: ${first.detail}` };
  }
  if (query.data === undefined) return { total: 0, text: "Counting …" };
  const { total, total_exact } = query.data;
  if (total === 0) return { total, text: "There is none in this time." };
  return {
    total,
    text: `${total_exact ? "" : "About "}${events(total)}. They carry the same webhook-id as before, so a consumer that has processed one can tell.`,
  };
}

const NOTHING: ReplayStart = { which: "failed", since: "" };

interface PartProps {
  readonly draft: ReplayDraft;
  readonly onChange: (changes: Partial<ReplayDraft>) => void;
}

function Reaches({ draft, onChange }: PartProps): ReactElement {
  return (
    <>
      <Select
        label="Published in"
        allowDeselect={false}
        value={draft.reach}
        onChange={(picked) => onChange({ reach: REACHES.find((reach) => reach === picked) ?? draft.reach })}
        data={REACHES.map((value) => ({ value, label: REACH_LABELS[value] }))}
      />
      {draft.reach === "custom" && (
        <Group gap="sm" grow preventGrowOverflow={false}>
          <TextInput
            type="datetime-local"
            label="From"
            value={draft.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label="Until"
            description="Left empty: now"
            inputWrapperOrder={["label", "input", "description"]}
            value={draft.to}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </Group>
      )}
    </>
  );
}

function Narrowing({ draft, onChange }: PartProps): ReactElement {
  const { rows } = useApiList("eventTypes.list", { query: { limit: 250 } });
  return (
    <>
      <MultiSelect
        label="Only these event types"
        placeholder={draft.types.length === 0 ? "All that it gets" : ""}
        searchable
        clearable
        value={[...draft.types]}
        onChange={(types) => onChange({ types })}
        data={rows.map(({ name }) => name)}
      />
      <NumberInput
        label="Events a second"
        description="At most. It slows down by itself while other events for this endpoint are waiting."
        min={1}
        max={RATE_MAX}
        allowDecimal={false}
        clampBehavior="strict"
        value={draft.ratePerSecond}
        onChange={(value) => typeof value === "number" && value >= 1 && onChange({ ratePerSecond: value })}
      />
    </>
  );
}

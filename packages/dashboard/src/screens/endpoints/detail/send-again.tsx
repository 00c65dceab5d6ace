import { Button, Group, Modal, Progress, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { ApiProblem } from "../../../api/problem.ts";
import { queryKeyOf } from "../../../api/use-api.ts";
import { count } from "../../../components/format.ts";
import { notifyDone } from "../../../components/notify.ts";
import { rangeMs, type TimeRange, toTimeRange } from "../../../components/time-range.tsx";
import { AGAIN_MAX, failedSince, sendAgain } from "../model/send-again.ts";
import { Notice } from "../notice.tsx";

interface SendAgainProps {
  readonly webhookId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const RANGES: readonly { readonly value: TimeRange; readonly label: string }[] = [
  { value: "1h", label: "The last hour" },
  { value: "24h", label: "The last 24 hours" },
  { value: "7d", label: "The last 7 days" },
  { value: "30d", label: "The last 30 days" },
];

/** After an outage of the consumer: everything that failed for good goes out again. */
export function SendAgain({ webhookId, opened, onClose }: SendAgainProps): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Send failed deliveries again">
      {opened && <AgainForm webhookId={webhookId} onClose={onClose} />}
    </Modal>
  );
}

function AgainForm({ webhookId, onClose }: Omit<SendAgainProps, "opened">): ReactElement {
  const [range, setRange] = useState<TimeRange>("24h");
  const [done, setDone] = useState(0);
  const cache = useQueryClient();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const found = useQuery({
    queryKey: ["deliveries.list", "failed", webhookId, range],
    queryFn: ({ signal }) => failedSince(webhookId, new Date(Date.now() - rangeMs(range)).toISOString(), signal),
    gcTime: 0,
  });
  const sending = useMutation<void, ApiProblem, readonly string[]>({
    mutationFn: (ids) => sendAgain(ids, stop.current.signal, () => setDone((before) => before + 1)),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeyOf("deliveries.list") }),
    onSuccess: (_nothing, ids) => {
      notifyDone(`${count(ids.length)} ${ids.length === 1 ? "delivery is" : "deliveries are"} being sent again`);
      onClose();
    },
  });
  const ids = found.data?.ids ?? [];
  const busy = sending.isPending;
  return (
    <Stack gap="md">
      <Text size="sm">
        Deliveries whose retries are used up become pending and start their schedule over. They carry the same
        webhook-id as before, so a consumer that has processed one can tell.
      </Text>
      <Radio.Group
        label="Those that failed in"
        value={range}
        onChange={(picked) => setRange(toTimeRange(picked) ?? range)}
      >
        <Stack gap="xs" mt="xs">
          {RANGES.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} disabled={busy} />
          ))}
        </Stack>
      </Radio.Group>
      <Text size="sm" aria-live="polite">
        {found.isPending
          ? "Looking for them …"
          : found.isError
            ? "They could not be looked up."
            : ids.length === 0
              ? "There is none in this time."
              : `${count(ids.length)} ${ids.length === 1 ? "delivery" : "deliveries"}.`}
        {found.data?.more === true && ` The newest ${count(AGAIN_MAX)} are sent at once; come back for the rest.`}
      </Text>
      {busy && <Progress value={(done / Math.max(1, ids.length)) * 100} aria-label="Sent again" />}
      {sending.error !== null && (
        <Notice tone="bad" title={`It stopped after ${count(done)}`}>
          <p>{sending.error.detail}</p>
        </Notice>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {busy ? "Stop" : "Cancel"}
        </Button>
        <Button
          disabled={ids.length === 0}
          loading={busy}
          onClick={() => {
            setDone(0);
            sending.mutate(ids);
          }}
        >
          Send {ids.length === 0 ? "" : count(ids.length)} again
        </Button>
      </Group>
    </Stack>
  );
}

import type { TrafficRun } from "@callcall/webhooks/client";
import { Button, Card, Group, MultiSelect, NumberInput, Progress, Table, Text, Title } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useApiList, useApiMutation, useApiQuery } from "../../api/use-api.ts";
import { TimeSeries } from "../../components/charts/index.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { count, duration } from "../../components/format.ts";
import { notifyProblem } from "../../components/notify.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import type { Tone } from "../../components/tone.ts";
import { useNow } from "../../components/use-now.ts";
import { useLiveEntries } from "../../live/use-entries.ts";
import { countEntry, pointsOf, type Second } from "./rates.ts";
import classes from "./simulator.module.css";

const POLL_MS = 2_000;
const RATE_MAX = 100;
const SECONDS_MAX = 600;

const STATUSES: Readonly<Record<TrafficRun["status"], { readonly label: string; readonly tone: Tone }>> = {
  running: { label: "Running", tone: "busy" },
  finished: { label: "Finished", tone: "ok" },
  stopped: { label: "Stopped", tone: "calm" },
};

const SERIES = [
  { name: "accepted", label: "Published", color: "var(--cc-busy-mark)" },
  { name: "delivered", label: "Delivered", color: "var(--cc-ok-mark)" },
  { name: "failed", label: "Failed attempts", color: "var(--cc-bad-mark)" },
] as const;

/** Realistic events at a rate for a while, and what becomes of them. */
export function TrafficTab(): ReactElement {
  const runs = useApiQuery("traffic.list", {}, { refetchInterval: POLL_MS });
  const [latest, ...earlier] = runs.data?.data ?? [];
  const running = latest?.status === "running" ? latest : undefined;
  return (
    <div className={classes["pane"]}>
      {runs.error !== null && <ErrorState problem={runs.error} onRetry={() => void runs.refetch()} />}
      <StartForm isRunning={running !== undefined} />
      {latest !== undefined && <RunCard key={latest.id} run={latest} />}
      {earlier.length > 0 && (
        <Card component="section" aria-labelledby="earlier-heading">
          <Title order={2} id="earlier-heading" mb="xs">
            Earlier runs
          </Title>
          <Table.ScrollContainer minWidth={480}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Started</Table.Th>
                  <Table.Th>Types</Table.Th>
                  <Table.Th>Published</Table.Th>
                  <Table.Th>Refused</Table.Th>
                  <Table.Th>Ended as</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {earlier.map((run) => (
                  <Table.Tr key={run.id}>
                    <Table.Td>
                      <RelativeTime at={run.started_at} />
                    </Table.Td>
                    <Table.Td>{run.types.join(", ")}</Table.Td>
                    <Table.Td>{count(run.published)}</Table.Td>
                    <Table.Td>{count(run.refused)}</Table.Td>
                    <Table.Td>
                      <ToneBadge tone={STATUSES[run.status].tone}>{STATUSES[run.status].label}</ToneBadge>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Card>
      )}
    </div>
  );
}

function StartForm({ isRunning }: { readonly isRunning: boolean }): ReactElement {
  const { rows } = useApiList("eventTypes.list", { query: { limit: 250 } });
  const [types, setTypes] = useState<string[]>(["customer.qualified", "message.received"]);
  const [rate, setRate] = useState(2);
  const [seconds, setSeconds] = useState(60);
  const start = useApiMutation("traffic.start", { invalidates: ["traffic.list"] });
  const total = Math.max(1, Math.floor(rate * seconds));
  return (
    <Card component="section" aria-label="A new run" className={classes["pane"] ?? ""}>
      <MultiSelect
        label="Event types"
        description="Each event is one of these, by chance, with plausible data"
        searchable
        maxValues={20}
        value={types}
        onChange={setTypes}
        data={rows.filter(({ archived }) => !archived).map(({ name }) => name)}
      />
      <Group align="flex-end" gap="sm">
        <NumberInput
          label="Events a second"
          min={0.1}
          max={RATE_MAX}
          decimalScale={1}
          clampBehavior="strict"
          value={rate}
          onChange={(value) => typeof value === "number" && setRate(value)}
        />
        <NumberInput
          label="Seconds"
          min={1}
          max={SECONDS_MAX}
          allowDecimal={false}
          clampBehavior="strict"
          value={seconds}
          onChange={(value) => typeof value === "number" && setSeconds(value)}
        />
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          disabled={isRunning || types.length === 0 || rate <= 0 || seconds < 1}
          loading={start.isPending}
          onClick={() =>
            start.mutate(
              { body: { types, rate_per_second: rate, duration_seconds: seconds } },
              { onError: notifyProblem },
            )
          }
        >
          Start
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {count(total)} {total === 1 ? "event" : "events"} in {duration(seconds * 1000)}. They are real: stored,
        delivered to whoever subscribed, and counted.
      </Text>
    </Card>
  );
}

function RunCard({ run }: { readonly run: TrafficRun }): ReactElement {
  const now = useNow();
  const [seconds, setSeconds] = useState<readonly Second[]>([]);
  useLiveEntries((entry) => setSeconds((before) => countEntry(before, entry, run.types)));
  const stop = useApiMutation("traffic.stop", { invalidates: ["traffic.list"] });
  const isRunning = run.status === "running";
  const whole = Math.max(1, Math.floor(run.rate_per_second * run.duration_seconds));
  const done = Math.min(100, Math.round(((run.published + run.refused) / whole) * 100));
  const points = pointsOf(seconds, isRunning ? now : (seconds.at(-1)?.at ?? now));
  return (
    <Card component="section" aria-label="The run" className={classes["pane"] ?? ""}>
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={2}>{isRunning ? "Under way" : "The last run"}</Title>
          <ToneBadge tone={STATUSES[run.status].tone}>{STATUSES[run.status].label}</ToneBadge>
        </Group>
        {isRunning && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlayerStop size={14} />}
            loading={stop.isPending}
            onClick={() => stop.mutate({ params: { id: run.id } }, { onError: notifyProblem })}
          >
            Stop
          </Button>
        )}
      </Group>
      <Progress value={done} aria-label="How much of the run is done" />
      <dl className={classes["figures"]}>
        <div>
          <dt>Published</dt>
          <dd>
            {count(run.published)} / {count(whole)}
          </dd>
        </div>
        <div>
          <dt>Refused</dt>
          <dd>{count(run.refused)}</dd>
        </div>
        <div>
          <dt>{isRunning ? "Left" : "Rate"}</dt>
          <dd>{isRunning ? duration(Date.parse(run.ends_at) - now) : `${run.rate_per_second} / s`}</dd>
        </div>
      </dl>
      {run.last_error !== null && (
        <Text size="sm" c="var(--cc-bad-text)">
          {run.last_error}
        </Text>
      )}
      {points.length > 1 && (
        <TimeSeries points={points} series={SERIES} label="Events and attempts a second" height={200} />
      )}
    </Card>
  );
}

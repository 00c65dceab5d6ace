import type { ApiCalls } from "@callcall/webhooks/client";
import { Card, Group, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { StackedBars } from "../../components/charts/index.tsx";
import { count, percent, shortCount, shortTime } from "../../components/format.ts";
import { useNow } from "../../components/use-now.ts";
import { callPoints, callTotals } from "./call-points.ts";

const SERIES = [
  { name: "2xx", label: "Done (2xx)", color: "var(--cc-ok-mark)" },
  { name: "3xx", label: "Moved (3xx)", color: "var(--cc-calm-mark)" },
  { name: "4xx", label: "Refused (4xx)", color: "var(--cc-warn-mark)" },
  { name: "5xx", label: "Failed (5xx)", color: "var(--cc-bad-mark)" },
] as const;
const MINUTE_MS = 60_000;

interface CallsChartProps {
  readonly rows: readonly ApiCalls[];
  readonly sinceMs: number;
  /** There are more rows behind these: the oldest minute may be a part of one. */
  readonly cut: boolean;
}

/** Calls over time by class of status, of the rows that are loaded. */
export function CallsChart({ rows, sinceMs, cut }: CallsChartProps): ReactElement {
  const nowMs = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const oldestMs = Date.parse(rows.at(-1)?.minute ?? "");
  const fromMs = cut ? oldestMs + MINUTE_MS : sinceMs;
  const whole = rows.filter(({ minute }) => Date.parse(minute) >= Math.floor(fromMs / MINUTE_MS) * MINUTE_MS);
  const { calls, failed } = callTotals(whole);
  const points = callPoints(whole, fromMs, Math.max(nowMs, fromMs));
  const series = SERIES.filter(({ name }) => name !== "3xx" || points.some(({ values }) => values[name] !== 0));
  return (
    <Card padding="sm" mb="sm">
      <Group justify="space-between" gap="xs" mb="xs">
        <Text size="sm" fw={500}>
          {count(calls)} calls
          {cut && ` since ${shortTime(fromMs)}`}
        </Text>
        <Text size="sm" c={failed > 0 ? "var(--cc-warn-text)" : "dimmed"}>
          {count(failed)} refused or failed{calls > 0 && ` (${percent(failed / calls)})`}
        </Text>
      </Group>
      <StackedBars
        points={points}
        series={series}
        label={`API calls over time: ${count(calls)}, of which ${count(failed)} were refused or failed`}
        height={150}
        format={shortCount}
      />
    </Card>
  );
}

import type { AlertCondition } from "@callcall/webhooks/client";
import { Skeleton, Text } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { TimeSeries } from "../../components/charts/index.tsx";
import { chartWindow, isMeasured, type Measured, thresholdLine } from "./threshold.ts";
import { figureInWords } from "./words.ts";

interface ThresholdChartProps {
  readonly condition: AlertCondition;
  /** Null: every endpoint together. */
  readonly webhookId: string | null;
}

const HEIGHT = 180;
const MINUTE_MS = 60_000;

/** The figure of a rule in the recent past, with the threshold across it. */
export function ThresholdChart({ condition, webhookId }: ThresholdChartProps): ReactElement | null {
  return isMeasured(condition) ? <MeasuredChart condition={condition} webhookId={webhookId} /> : null;
}

function MeasuredChart({
  condition,
  webhookId,
}: {
  readonly condition: Measured;
  readonly webhookId: string | null;
}): ReactElement {
  const { window_seconds: windowSeconds } = condition;
  // While a threshold is typed the same figures are shown.
  const query = useMemo(() => {
    const { since, bucketSeconds } = chartWindow(windowSeconds, Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
    return { since, bucket_seconds: `${bucketSeconds}` as const };
  }, [windowSeconds]);
  const ofOne = useApiQuery(
    "stats.webhook",
    { params: { id: webhookId ?? "" }, query },
    { enabled: webhookId !== null },
  );
  const ofAll = useApiQuery("stats.get", { query }, { enabled: webhookId === null });
  const { data, error } = webhookId === null ? ofAll : ofOne;
  if (error !== null) {
    return (
      <Text size="sm" c="dimmed">
        The figures cannot be shown: {error.detail}
      </Text>
    );
  }
  if (data === undefined) return <Skeleton height={HEIGHT} aria-label="Loading figures" />;
  const { points, threshold } = thresholdLine(condition, data);
  const label = condition.kind === "failing_rate" ? "Failing attempts" : "95th percentile of response times";
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <TimeSeries
        height={HEIGHT}
        label={`${label}, and the threshold`}
        points={points}
        format={(value) => figureInWords(condition.kind, value) ?? ""}
        series={[{ name: "figure", label, color: "var(--mantine-primary-color-filled)" }]}
        level={{ value: threshold, label: "Threshold", color: "var(--cc-bad-text)" }}
      />
      <Text size="xs" c="dimmed">
        {webhookId === null ? "All endpoints together; the rule judges each by itself." : "Of this endpoint."}
      </Text>
    </div>
  );
}

import type { Stats, StatsBucket } from "@callcall/webhooks/client";
import { Card, SimpleGrid, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { type ChartPoint, StackedBars, TimeSeries } from "../../components/charts/index.tsx";
import { count, percent } from "../../components/format.ts";
import { ResponseTimes } from "../../components/response-times.tsx";
import { perMinute } from "./model/rates.ts";

interface HomeChartsProps {
  readonly stats: Stats;
  readonly range: string;
}

export function HomeCharts({ stats, range }: HomeChartsProps): ReactElement {
  const { totals, buckets, bucket_seconds } = stats;
  const minutes = bucket_seconds / 60;
  const points = (values: (bucket: StatsBucket) => ChartPoint["values"]): readonly ChartPoint[] =>
    buckets.map((bucket) => ({ at: Date.parse(bucket.at), values: values(bucket) }));
  return (
    <>
      <Card>
        <Title order={2} mb="sm">
          Deliveries a minute
        </Title>
        <StackedBars
          label={`Attempts a minute in the last ${range}: ${count(totals.delivered)} delivered, ${count(totals.failed)} failed in all`}
          points={points(({ delivered, failed }) => ({ delivered: delivered / minutes, failed: failed / minutes }))}
          format={perMinute}
          series={[
            { name: "delivered", label: "Delivered", color: "var(--cc-ok-mark)" },
            { name: "failed", label: "Failed attempts", color: "var(--cc-bad-mark)" },
          ]}
        />
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Card>
          <Title order={2} mb="sm">
            Response time
          </Title>
          {totals.response_ms === null ? <Nothing /> : <ResponseTimes stats={stats} range={range} />}
        </Card>
        <Card>
          <Title order={2} mb="sm">
            Success rate
          </Title>
          {totals.success_rate === null ? (
            <Nothing />
          ) : (
            <TimeSeries
              label={`Success rate in the last ${range}: ${percent(totals.success_rate)} in all`}
              points={points(({ success_rate }) => ({ rate: success_rate }))}
              format={percent}
              series={[{ name: "rate", label: "Attempts that were delivered", color: "var(--cc-ok-mark)" }]}
            />
          )}
        </Card>
      </SimpleGrid>
    </>
  );
}

function Nothing(): ReactElement {
  return (
    <Text size="sm" c="dimmed">
      Nothing was sent in this time.
    </Text>
  );
}

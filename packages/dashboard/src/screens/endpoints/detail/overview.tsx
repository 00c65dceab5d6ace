import type { Stats, Webhook } from "@callcall/webhooks/client";
import { Card, Group, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { useApiQuery } from "../../../api/use-api.ts";
import { StackedBars } from "../../../components/charts/index.tsx";
import { ErrorState } from "../../../components/error-state.tsx";
import { count } from "../../../components/format.ts";
import { ResponseTimes } from "../../../components/response-times.tsx";
import { windowOf } from "../../../components/stats-window.ts";
import { rangeMs, TimeRangePicker } from "../../../components/time-range.tsx";
import { useNow } from "../../../components/use-now.ts";
import { useMay } from "../../../session/session.ts";
import { endpointRoute } from "../route.ts";
import { Facts } from "./facts.tsx";
import { Figures } from "./figures.tsx";
import { Outcomes } from "./outcomes.tsx";

const REFRESH_MS = 15_000;
/** So often the window moves on. */
const STEP_MS = 15_000;

export function Overview({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { range = "24h" } = endpointRoute.useSearch();
  const navigate = useNavigate({ from: endpointRoute.fullPath });
  const mayRead = useMay("events:read");
  const step = Math.floor(useNow() / STEP_MS);
  const query = useMemo(() => windowOf(step * STEP_MS, rangeMs(range)), [step, range]);
  const stats = useApiQuery(
    "stats.webhook",
    { params: { id: webhook.id }, query },
    { keepPrevious: true, enabled: mayRead, staleTime: REFRESH_MS },
  );
  return (
    <Stack gap="md">
      {mayRead && (
        <>
          <Group justify="flex-end">
            <TimeRangePicker
              value={range}
              onChange={(picked) =>
                void navigate({ search: (before) => ({ ...before, range: picked }), replace: true })
              }
            />
          </Group>
          {stats.data !== undefined && <Charts stats={stats.data} range={range} />}
          {stats.data === undefined && stats.error === null && <Loading />}
          {stats.data === undefined && stats.error !== null && (
            <ErrorState problem={stats.error} onRetry={() => void stats.refetch()} />
          )}
        </>
      )}
      <Facts webhook={webhook} />
    </Stack>
  );
}

function Charts({ stats, range }: { readonly stats: Stats; readonly range: string }): ReactElement {
  const attempts = stats.buckets.map(({ at, delivered, failed }) => ({
    at: Date.parse(at),
    values: { delivered, failed },
  }));
  return (
    <>
      <Figures totals={stats.totals} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Card>
          <Title order={2} mb="sm">
            Attempts
          </Title>
          <StackedBars
            label={`Attempts in the last ${range}: ${count(stats.totals.delivered)} delivered, ${count(stats.totals.failed)} failed`}
            points={attempts}
            series={[
              { name: "delivered", label: "Delivered", color: "var(--cc-ok-mark)" },
              { name: "failed", label: "Failed", color: "var(--cc-bad-mark)" },
            ]}
          />
        </Card>
        <Card>
          <Title order={2} mb="sm">
            Response time
          </Title>
          {stats.totals.response_ms === null ? (
            <Text size="sm" c="dimmed">
              Nothing was answered in this time.
            </Text>
          ) : (
            <ResponseTimes stats={stats} range={range} />
          )}
        </Card>
      </SimpleGrid>
      <Outcomes outcomes={stats.totals.outcomes} />
    </>
  );
}

function Loading(): ReactElement {
  return (
    <Stack role="status" aria-label="Loading figures">
      <Skeleton height={84} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Skeleton height={280} />
        <Skeleton height={280} />
      </SimpleGrid>
    </Stack>
  );
}

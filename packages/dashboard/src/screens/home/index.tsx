import { Card, SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo, useState } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { ErrorState } from "../../components/error-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { windowOf } from "../../components/stats-window.ts";
import { rangeMs, TimeRangePicker } from "../../components/time-range.tsx";
import { useNow } from "../../components/use-now.ts";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import { useMay, useSession } from "../../session/session.ts";
import { AttentionList } from "./attention-list.tsx";
import { HomeCharts } from "./home-charts.tsx";
import { HomeFigures } from "./home-figures.tsx";
import { homeRoute } from "./route.ts";
import { Start } from "./start/start.tsx";

/** What the start does needs these. */
const STARTERS = ["webhooks:write", "webhooks:read", "events:write", "events:read"] as const;

/** The start for an account with nothing in it, else its health at a glance. */
export function HomeScreen(): ReactElement {
  const { scopes } = useSession();
  const mayRead = scopes.includes("events:read");
  const mayStart = STARTERS.every((scope) => scopes.includes(scope));
  const first = useApiQuery("events.list", { query: { limit: 1 } }, { enabled: mayRead });
  // Once begun the start stays, though its own event makes the account a used one.
  const [starting, setStarting] = useState<boolean | null>(null);
  const unused = first.data !== undefined && first.data.data.length === 0;
  if (mayRead && first.isPending) return <Loading />;
  if (first.error !== null && first.data === undefined) {
    return <ErrorState problem={first.error} onRetry={() => void first.refetch()} />;
  }
  if (mayStart && (starting ?? unused)) {
    return <Start onBegin={() => setStarting(true)} onLeave={() => setStarting(false)} />;
  }
  return <Health />;
}

const REFRESH_MS = 5_000;
/** So often the window moves on. */
const STEP_MS = 15_000;

function Health(): ReactElement {
  const { range = "24h" } = homeRoute.useSearch();
  const navigate = useNavigate({ from: homeRoute.fullPath });
  const step = Math.floor(useNow() / STEP_MS);
  const query = useMemo(() => windowOf(step * STEP_MS, rangeMs(range)), [step, range]);
  const mayRead = useMay("events:read");
  const stats = useApiQuery("stats.get", { query }, { keepPrevious: true, enabled: mayRead });
  useLiveRefresh(
    ({ kind }) => kind === "attempt.finished" || kind === "delivery.finished",
    () => void stats.refetch(),
    REFRESH_MS,
  );
  return (
    <>
      <PageHeader
        title="Home"
        description="Health at a glance, and what needs attention first."
        actions={
          <TimeRangePicker
            value={range}
            onChange={(picked) => void navigate({ search: { range: picked }, replace: true })}
          />
        }
      />
      <Stack gap="md">
        <AttentionList />
        {stats.data !== undefined && (
          <>
            <HomeFigures stats={stats.data} range={range} />
            <HomeCharts stats={stats.data} range={range} />
          </>
        )}
        {stats.data === undefined && stats.error === null && mayRead && <LoadingFigures />}
        {stats.data === undefined && stats.error !== null && (
          <ErrorState problem={stats.error} onRetry={() => void stats.refetch()} />
        )}
      </Stack>
    </>
  );
}

function Loading(): ReactElement {
  return (
    <>
      <PageHeader title="Home" description="Health at a glance, and what needs attention first." />
      <LoadingFigures />
    </>
  );
}

function LoadingFigures(): ReactElement {
  return (
    <Stack role="status" aria-label="Loading figures">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <Skeleton key={key} height={92} />
        ))}
      </SimpleGrid>
      <Card>
        <Skeleton height={240} />
      </Card>
    </Stack>
  );
}

import type { ApiCalls } from "@callcall/webhooks/client";
import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconGauge, IconSearchOff } from "@tabler/icons-react";
import { type ReactElement, useEffect, useMemo } from "react";
import { api } from "../../api/client.ts";
import { useApiList } from "../../api/use-api.ts";
import { CursorList } from "../../components/cursor-list.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import classes from "./activity.module.css";
import { CallRow } from "./call-row.tsx";
import { CallsChart } from "./calls-chart.tsx";
import { CALL_COLUMNS } from "./export.ts";
import { ExportMenu } from "./export-menu.tsx";
import { CallsFilters } from "./filters.tsx";
import type { Narrow } from "./index.tsx";
import { type ActivitySearch, callsQuery, filterCount } from "./search.ts";
import { useNames } from "./use-names.ts";

/** What is drawn without anybody scrolling: more rows than an hour has where ten programs call ten calls. */
const CHART_PAGES = 8;
const PAGE_ROWS = 250;
/** Counts are stored every five seconds, and a minute has but one row for each kind of call. */
const REFRESH_MS = 15_000;

interface TabProps {
  readonly search: ActivitySearch;
  readonly narrow: Narrow;
}

/** The calls to the API, counted by the minute. */
export function CallsTab({ search, narrow }: TabProps): ReactElement {
  const names = useNames();
  const wide = useMediaQuery("(min-width: 48em)", true, { getInitialValueInEffect: false });
  const name = JSON.stringify(search);
  const query = useMemo(() => callsQuery(JSON.parse(name) as ActivitySearch, Date.now()), [name]);
  const list = useApiList(
    "apiCalls.list",
    { query: { ...query, limit: PAGE_ROWS } },
    { keepPrevious: true, refetchInterval: REFRESH_MS },
  );
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, data } = list.query;
  const pages = data?.pages.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError && pages < CHART_PAGES) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, pages]);
  const operations = [...new Set(list.rows.map(({ operation }) => operation))].sort();

  return (
    <>
      <CallsFilters search={search} narrow={narrow} names={names} operations={operations}>
        <ExportMenu
          name="api-calls"
          columns={CALL_COLUMNS}
          read={(cursor) => api.call("apiCalls.list", { query: { ...query, limit: PAGE_ROWS, ...cursor } })}
        />
      </CallsFilters>
      {list.rows.length > 0 && (
        <CallsChart rows={list.rows} sinceMs={Date.parse(query.since ?? "")} cut={hasNextPage} />
      )}
      <div className={list.rows.length > 0 ? classes["box"] : undefined}>
        <CursorList
          list={list}
          label="API calls"
          keyOf={keyOf}
          rowHeight={wide ? 44 : 68}
          height="max(16rem, calc(100dvh - 30rem))"
          renderRow={(row) => <CallRow row={row} onNarrow={narrow} />}
          empty={<NoCalls filtered={filterCount(search) > 0} narrow={narrow} />}
        />
      </div>
    </>
  );
}

function keyOf({ minute, actor, ip, operation, status }: ApiCalls): string {
  return `${minute} ${actor} ${ip} ${operation} ${status}`;
}

function NoCalls({ filtered, narrow }: { readonly filtered: boolean; readonly narrow: Narrow }): ReactElement {
  if (!filtered) {
    return (
      <EmptyState
        icon={IconGauge}
        title="No calls in the last hour"
        description="Every call to the API is counted by the minute: by whom, from where, what for and with which answer. The first ones appear within seconds."
      />
    );
  }
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No call is like that"
      description="No call that is kept fits all the filters."
      action={
        <Button
          variant="default"
          onClick={() => narrow({ actor: undefined, operation: undefined, failed: undefined, range: undefined })}
        >
          Clear the filters
        </Button>
      }
    />
  );
}

import { Button } from "@mantine/core";
import { IconArrowUp, IconHistory, IconSearchOff } from "@tabler/icons-react";
import { type ReactElement, useCallback, useMemo } from "react";
import { api } from "../../api/client.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { count } from "../../components/format.ts";
import { TableSkeleton } from "../../components/table-skeleton.tsx";
import { FeedFoot } from "../events/feed-foot.tsx";
import { useFeed } from "../events/use-feed.ts";
import classes from "./activity.module.css";
import { Entry } from "./entry.tsx";
import { CHANGE_COLUMNS } from "./export.ts";
import { ExportMenu } from "./export-menu.tsx";
import { ChangesFilters } from "./filters.tsx";
import { GrowingList } from "./growing-list.tsx";
import type { Narrow } from "./index.tsx";
import { type ActivitySearch, changesQuery, filterCount } from "./search.ts";
import { useNames } from "./use-names.ts";

const REFRESH_MS = 2_000;

interface TabProps {
  readonly search: ActivitySearch;
  readonly narrow: Narrow;
}

/** The audit log. */
export function ChangesTab({ search, narrow }: TabProps): ReactElement {
  const names = useNames();
  const name = JSON.stringify({ ...search, tab: undefined });
  // The range counts from when it was chosen.
  const query = useMemo(() => changesQuery(JSON.parse(name) as ActivitySearch, Date.now()), [name]);
  const feed = useFeed({
    key: ["audit.list", { query }],
    read: (cursor, signal) =>
      api.call("audit.list", { query: { ...query, limit: 50, ...(cursor === undefined ? {} : { cursor }) }, signal }),
    // Every change is a call or something that the server did to an endpoint; reading changes nothing.
    concerns: (entry) =>
      (entry.kind === "api.call" && entry.method !== "GET") ||
      entry.kind === "webhook.changed" ||
      entry.kind === "alert.resolved",
    refreshMs: REFRESH_MS,
  });
  const { rows, end, fresh, freshMore, loading, problem } = feed;
  const { more, loading: reading, failed, waiting, next } = end;
  const onEnd = useCallback(() => {
    if (more && !reading && !failed && !waiting) next();
  }, [more, reading, failed, waiting, next]);

  return (
    <>
      <ChangesFilters search={search} narrow={narrow} names={names}>
        <ExportMenu
          name="activity"
          columns={CHANGE_COLUMNS}
          read={(cursor) => api.call("audit.list", { query: { ...query, limit: 250, ...cursor } })}
        />
      </ChangesFilters>
      {loading && <TableSkeleton label="Loading changes" rows={6} />}
      {problem !== null && <ErrorState problem={problem} onRetry={feed.retry} />}
      {!loading && problem === null && rows.length === 0 && (!more || waiting) && (
        <NoChanges filtered={filterCount(search) > 0} narrow={narrow} />
      )}
      {rows.length > 0 && (
        <div className={classes["box"]}>
          {fresh > 0 && (
            <Button
              className={classes["pill"] ?? ""}
              size="compact-sm"
              radius="xl"
              leftSection={<IconArrowUp size={14} />}
              onClick={feed.showFresh}
            >
              {count(fresh)}
              {freshMore && "+"} new
            </Button>
          )}
          <GrowingList
            rows={rows}
            label="Changes"
            keyOf={({ id }) => id}
            onEnd={onEnd}
            render={(entry) => <Entry entry={entry} names={names} onNarrow={narrow} />}
          />
          <FeedFoot feed={feed} noun="changes" />
        </div>
      )}
    </>
  );
}

function NoChanges({ filtered, narrow }: { readonly filtered: boolean; readonly narrow: Narrow }): ReactElement {
  if (!filtered) {
    return (
      <EmptyState
        icon={IconHistory}
        title="Nothing was changed yet"
        description="Every change, sign-in, look at a secret and rotation stands here, with who did it, when and from where. Entries are kept for good."
      />
    );
  }
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No change is like that"
      description="Nothing that was looked at fits all the filters. Take one away, or look further back."
      action={
        <Button
          variant="default"
          onClick={() => narrow({ action: undefined, actor: undefined, target: undefined, range: undefined })}
        >
          Clear the filters
        </Button>
      }
    />
  );
}

import { Badge } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { queryKeyOf, useApiQuery } from "../api/use-api.ts";
import { useLiveRefresh } from "../live/use-refresh.ts";
import { useMay } from "../session/session.ts";

const COUNTED = 100;
const REFRESH_MS = 60_000;
const LIVE_MS = 2_000;
const QUERY = { status: "open", limit: COUNTED } as const;

/** How many alerts are open, beside the way to them. Nothing while there are none. */
export function OpenAlertsBadge(): ReactElement | null {
  const mayRead = useMay("alerts:read");
  const mayFollow = useMay("events:read");
  const { data } = useApiQuery("alerts.list", { query: QUERY }, { enabled: mayRead, refetchInterval: REFRESH_MS });
  const open = data?.data.length ?? 0;
  const shown = data?.next_cursor == null ? String(open) : `${COUNTED}+`;
  return (
    <>
      {mayRead && mayFollow && <FollowAlerts />}
      {open > 0 && (
        <Badge size="sm" color="red" ms="auto" aria-label={`${shown} open ${open === 1 ? "alert" : "alerts"}`}>
          {shown}
        </Badge>
      )}
    </>
  );
}

function FollowAlerts(): null {
  const cache = useQueryClient();
  useLiveRefresh(
    ({ kind }) => kind === "alert.opened" || kind === "alert.resolved",
    () => void cache.invalidateQueries({ queryKey: queryKeyOf("alerts.list") }),
    LIVE_MS,
  );
  return null;
}

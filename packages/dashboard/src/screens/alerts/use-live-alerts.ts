import type { CallId } from "@callcall/webhooks/client";
import { useQueryClient } from "@tanstack/react-query";
import { queryKeyOf } from "../../api/use-api.ts";
import { useLiveRefresh } from "../../live/use-refresh.ts";

const REFRESH_MS = 2_000;
const READS: readonly CallId[] = ["alerts.list", "alerts.get"];

/** Ask again when an alert opens or resolves. */
export function useLiveAlerts(): void {
  const cache = useQueryClient();
  useLiveRefresh(
    ({ kind }) => kind === "alert.opened" || kind === "alert.resolved",
    () => {
      for (const read of READS) void cache.invalidateQueries({ queryKey: queryKeyOf(read) });
    },
    REFRESH_MS,
  );
}

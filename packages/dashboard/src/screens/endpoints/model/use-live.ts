import { useQueryClient } from "@tanstack/react-query";
import { queryKeyOf } from "../../../api/use-api.ts";
import { useLiveRefresh } from "../../../live/use-refresh.ts";

const LIST_MS = 3_000;
const ENDPOINT_MS = 2_000;

/** The list follows what happens: states at once, figures as attempts end. */
export function useLiveEndpoints(): void {
  const cache = useQueryClient();
  useLiveRefresh(
    ({ kind }) => kind === "webhook.changed",
    () => void cache.invalidateQueries({ queryKey: queryKeyOf("webhooks.list") }),
    LIST_MS,
  );
  useLiveRefresh(
    ({ kind, test }) => kind === "attempt.finished" && test !== true,
    () => void cache.invalidateQueries({ queryKey: queryKeyOf("stats.webhooks") }),
    LIST_MS,
  );
}

/** One endpoint follows what happens to it. */
export function useLiveEndpoint(webhookId: string): void {
  const cache = useQueryClient();
  useLiveRefresh(
    ({ kind, webhook_id, test }) =>
      webhook_id === webhookId && (kind === "webhook.changed" || (kind === "attempt.finished" && test !== true)),
    () => {
      void cache.invalidateQueries({ queryKey: queryKeyOf("webhooks.get", { params: { id: webhookId } }) });
      void cache.invalidateQueries({ queryKey: queryKeyOf("stats.webhook") });
    },
    ENDPOINT_MS,
  );
}

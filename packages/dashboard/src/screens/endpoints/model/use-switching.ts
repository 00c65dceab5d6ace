import type { CallId } from "../../../api/client.ts";
import { useApiMutation } from "../../../api/use-api.ts";
import { confirm } from "../../../components/confirm.tsx";
import { notifyDone, notifyProblem } from "../../../components/notify.ts";

/** What an endpoint's state shows in. */
export const ENDPOINT_READS: readonly CallId[] = ["webhooks.list", "webhooks.get", "stats.webhooks", "stats.webhook"];

interface Switching {
  readonly enable: () => void;
  /** Asks first. */
  readonly disable: () => Promise<void>;
  readonly busy: boolean;
}

/** Enable and disable an endpoint. */
export function useSwitching(webhookId: string): Switching {
  const enabling = useApiMutation("webhooks.enable", {
    invalidates: ENDPOINT_READS,
    onSuccess: () => notifyDone("The endpoint is enabled: what was pending goes on"),
  });
  const disabling = useApiMutation("webhooks.disable", {
    invalidates: ENDPOINT_READS,
    onSuccess: () => notifyDone("The endpoint is disabled: nothing is sent to it"),
  });
  const request = { params: { id: webhookId } };
  return {
    enable: () => enabling.mutate(request, { onError: notifyProblem }),
    async disable() {
      const sure = await confirm({
        title: "Disable this endpoint?",
        body: "New events are stored but not delivered to it. What is pending waits, and goes on when it is enabled again.",
        action: "Disable the endpoint",
      });
      if (sure) disabling.mutate(request, { onError: notifyProblem });
    },
    busy: enabling.isPending || disabling.isPending,
  };
}

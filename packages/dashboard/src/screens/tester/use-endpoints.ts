import type { Webhook } from "@callcall/webhooks/client";
import { useApiList, useApiMutation, useApiQuery } from "../../api/use-api.ts";
import { notifyDone, notifyProblem } from "../../components/notify.ts";

const PAGE = 250;

export interface Endpoints {
  readonly list: ReturnType<typeof useApiList<"webhooks.list">>;
  readonly chosen: Webhook | undefined;
}

/** The endpoints to choose from; the chosen one also when it is beyond the first page. */
export function useEndpoints(chosenId: string | undefined): Endpoints {
  const list = useApiList("webhooks.list", { query: { limit: PAGE } });
  const listed = list.rows.find(({ id }) => id === chosenId);
  const other = useApiQuery(
    "webhooks.get",
    { params: { id: chosenId ?? "" } },
    { enabled: chosenId !== undefined && listed === undefined && !list.query.isPending },
  );
  return { list, chosen: listed ?? other.data };
}

export interface NewEndpoint {
  readonly isPending: boolean;
  /** Register this address for all events. */
  register(url: string): void;
  /** Make a test receiver and register it. */
  receive(): void;
}

/** The two ways to an endpoint from nothing. */
export function useNewEndpoint(onMade: (webhook: Webhook) => void): NewEndpoint {
  const create = useApiMutation("webhooks.create", { invalidates: ["webhooks.list"] });
  const receiver = useApiMutation("receivers.create", { invalidates: ["receivers.list"] });

  async function make(url: string, description: string): Promise<void> {
    onMade(await create.mutateAsync({ body: { url, events: ["*"], description } }));
  }

  return {
    isPending: create.isPending || receiver.isPending,
    register: (url) => void make(url, "").then(() => notifyDone("Registered"), notifyProblem),
    receive: () =>
      void receiver
        .mutateAsync({ body: { name: "Test receiver" } })
        .then(async ({ url }) => {
          if (url !== null) return make(url, "Test receiver");
          notifyDone("The receiver has no address yet: set CALLCALL_PUBLIC_URL on the server");
        })
        .catch(notifyProblem),
  };
}

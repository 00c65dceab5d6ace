import { useApiQuery } from "../api/use-api.ts";

export interface EndpointName {
  /** Its description where it has one, else its address; null while it is not known. */
  readonly name: string | null;
  readonly url: string | null;
}

/** Names change rarely: one answer serves every row for a while. */
const FRESH_MS = 60_000;

/** What people call an endpoint. */
export function useEndpointName(webhookId: string): EndpointName {
  const { data } = useApiQuery("webhooks.get", { params: { id: webhookId } }, { staleTime: FRESH_MS });
  if (data === undefined) return { name: null, url: null };
  const { description, url } = data;
  return { name: description === "" ? url : description, url };
}

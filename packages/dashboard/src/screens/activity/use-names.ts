import { useApiQuery } from "../../api/use-api.ts";
import { useMay } from "../../session/session.ts";

/** Names of what the log only knows by id, as far as there are any and the reader may know them. */
export interface Names {
  /** Name of an endpoint, a key or a receiver; undefined for others, and for what is gone. */
  of(id: string): string | undefined;
  /** Keys that somebody may be looked for by. */
  readonly keys: readonly { readonly id: string; readonly name: string }[];
}

const MANY = { query: { limit: 250 } } as const;
const WHILE_MS = 60_000;

export function useNames(): Names {
  const mayEndpoints = useMay("webhooks:read");
  const mayKeys = useMay("keys:read");
  const endpoints = useApiQuery("webhooks.list", MANY, { staleTime: WHILE_MS, enabled: mayEndpoints });
  const keys = useApiQuery("keys.list", MANY, { staleTime: WHILE_MS, enabled: mayKeys });
  const names = new Map<string, string>();
  for (const { id, url, description } of endpoints.data?.data ?? []) {
    names.set(id, description === "" ? withoutScheme(url) : description);
  }
  for (const { id, name } of keys.data?.data ?? []) names.set(id, name);
  return { of: (id) => names.get(id), keys: keys.data?.data ?? [] };
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, "");
}

import type { StreamEntry } from "@callcall/webhooks/client";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { actingAccount, api } from "../api/client.ts";
import { LiveHub, type LiveStatus } from "./hub.ts";

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

const hubs = new Map<string, LiveHub>();

/** The stream of the account that is looked at. Another account has another one: its ids mean nothing here. */
export function liveHub(accountId: string): LiveHub {
  const key = actingAccount() ?? accountId;
  const known = hubs.get(key);
  if (known !== undefined) return known;
  const hub = new LiveHub({ open: (options) => api.stream({}, options), after });
  hubs.set(key, hub);
  const look = (): void => hub.setHidden(document.hidden);
  document.addEventListener("visibilitychange", look);
  look();
  return hub;
}

/** Every entry of the stream while the component is there. The handler may change from one drawing to the next. */
export function useLiveEntries(accountId: string, onEntry: (entry: StreamEntry) => void): void {
  const handle = useEffectEvent(onEntry);
  useEffect(() => liveHub(accountId).listen({ onEntry: (entry) => handle(entry) }), [accountId]);
}

/** How the stream is doing. Looking does not open it. */
export function useLiveStatus(accountId: string): LiveStatus {
  const hub = liveHub(accountId);
  return useSyncExternalStore(
    (notify) => hub.watch(notify),
    () => hub.status,
  );
}

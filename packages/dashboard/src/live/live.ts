import { useSyncExternalStore } from "react";
import { actingAccount } from "../api/acting-account.ts";
import { api } from "../api/client.ts";
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

/** How the stream is doing. Looking does not open it. */
export function useLiveStatus(accountId: string): LiveStatus {
  const hub = liveHub(accountId);
  return useSyncExternalStore(
    (notify) => hub.watch(notify),
    () => hub.status,
  );
}

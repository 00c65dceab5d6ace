import type { StreamEntry } from "@callcall/webhooks/client";
import { useEffect, useEffectEvent } from "react";
import { useSession } from "../session/session.ts";
import { liveHub } from "./live.ts";

/** Every entry of the stream while the component is there. The handler may change from one drawing to the next. */
export function useLiveEntries(onEntry: (entry: StreamEntry) => void): void {
  const accountId = useSession().account.id;
  const handle = useEffectEvent(onEntry);
  useEffect(() => liveHub(accountId).listen({ onEntry: (entry) => handle(entry) }), [accountId]);
}

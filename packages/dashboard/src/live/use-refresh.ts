import type { StreamEntry } from "@callcall/webhooks/client";
import { useEffect, useEffectEvent } from "react";
import { useSession } from "../session/session.ts";
import { liveHub } from "./live.ts";
import { Throttle } from "./throttle.ts";

/**
 * Ask again when the stream tells of something that changes the answer: at once, and then at most every `everyMs`.
 * A gap may hide such an entry, so it counts as one.
 */
export function useLiveRefresh(concerns: (entry: StreamEntry) => boolean, refresh: () => void, everyMs: number): void {
  const accountId = useSession().account.id;
  const judge = useEffectEvent(concerns);
  const run = useEffectEvent(refresh);
  useEffect(() => {
    const throttle = new Throttle(everyMs, () => run());
    const leave = liveHub(accountId).listen({
      onEntry: (entry) => {
        if (entry.kind === "stream.gap" || judge(entry)) throttle.call();
      },
    });
    return () => {
      leave();
      throttle.stop();
    };
  }, [accountId, everyMs]);
}

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLiveStatus } from "../live/live.ts";
import { SESSION_KEY, useSession } from "./session.ts";

/**
 * Ask who is signed in when the stream is refused. The server ends the streams of a session that is over: the door
 * is shown then, and not with the next thing that is read, while the screen still shows what it kept.
 */
export function useSessionEnd(): void {
  const { state } = useLiveStatus(useSession().account.id);
  const cache = useQueryClient();
  useEffect(() => {
    if (state === "dead") void cache.invalidateQueries({ queryKey: SESSION_KEY });
  }, [state, cache]);
}

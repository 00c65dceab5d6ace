import type { ReactElement } from "react";
import { useApiQuery } from "../api/use-api.ts";
import { duration } from "../components/format.ts";
import { Notice } from "../components/notice.tsx";

/** In place of bytes that retention has removed: what happened, what is still there, and what can be done. */
export function ExpiredPayload(): ReactElement {
  const { data: server } = useApiQuery("server.get", {});
  const seconds = server?.retention.payloads_seconds ?? null;
  return (
    <Notice tone="calm" title="The payload has expired">
      <p>
        This server keeps what was sent and answered{" "}
        {seconds === null ? "for a while" : `for ${duration(seconds * 1_000)}`} once an event is delivered everywhere.
        Deliveries, outcomes, headers and timings are still here.
      </p>
      <p>It cannot be sent again. To send its content once more, publish it as a new event.</p>
    </Notice>
  );
}

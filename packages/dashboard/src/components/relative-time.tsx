import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import { duration, fullTime, relativeTime } from "./format.ts";
import { useNow } from "./use-now.ts";

/** An instant of the API as "2 min. ago", exact on hover. `null` is a dash. */
export function RelativeTime({ at }: { readonly at: string | null }): ReactElement {
  const now = useNow();
  if (at === null) return <span>–</span>;
  const ms = Date.parse(at);
  return (
    <Tooltip label={fullTime(ms)}>
      <time dateTime={at}>{relativeTime(ms, now)}</time>
    </Tooltip>
  );
}

/** How long until an instant, each second; `over` from then on. */
export function Countdown({ to, over = "due now" }: { readonly to: string; readonly over?: string }): ReactElement {
  const left = Date.parse(to) - useNow();
  return (
    <Tooltip label={fullTime(Date.parse(to))}>
      <time dateTime={to}>{left <= 0 ? over : `in ${duration(left)}`}</time>
    </Tooltip>
  );
}

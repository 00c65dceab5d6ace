import type { Attempt } from "@callcall/webhooks/client";
import { Fragment, type ReactElement } from "react";
import { milliseconds } from "../components/format.ts";
import classes from "./attempts.module.css";
import { waterfallOf } from "./waterfall.ts";

interface WaterfallProps {
  readonly timings: NonNullable<Attempt["timings_ms"]>;
  readonly answered: boolean;
  /** What it was doing when it failed. */
  readonly stoppedAt: string | null;
}

/** DNS, connect, TLS, waiting, body: where the time went, bar under bar. */
export function Waterfall({ timings, answered, stoppedAt }: WaterfallProps): ReactElement {
  const { bars, totalMs, reused } = waterfallOf(timings, answered);
  return (
    <dl className={classes["waterfall"]} aria-label="Where the time went">
      {bars.map(({ phase, label, ms, from, width }) => (
        <Fragment key={phase}>
          <dt>{phase === "stopped" && stoppedAt !== null ? `Failed ${stoppedAt}` : label}</dt>
          <dd className={classes["track"]} aria-hidden="true">
            <span
              className={`${classes["bar"]} ${classes[phase]}`}
              style={{ insetInlineStart: `${from * 100}%`, width: `${width * 100}%` }}
            />
          </dd>
          <dd className={classes["number"]}>{milliseconds(ms)}</dd>
        </Fragment>
      ))}
      <dt>Total</dt>
      <dd className={classes["quiet"]}>{reused && "A connection was kept alive: no lookup, no connecting, no TLS"}</dd>
      <dd className={classes["number"]}>
        <b>{milliseconds(totalMs)}</b>
      </dd>
    </dl>
  );
}

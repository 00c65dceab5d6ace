import type { SigningSecret } from "@callcall/webhooks/client";
import type { ReactElement } from "react";
import { duration } from "../../../components/format.ts";
import { Countdown } from "../../../components/relative-time.tsx";
import { useNow } from "../../../components/use-now.ts";
import classes from "../endpoints.module.css";
import { secretLine } from "../model/secret-line.ts";

interface SecretTimelineProps {
  /** Newest first. */
  readonly secrets: readonly SigningSecret[];
}

/** Which secret signs from when to when, and how long the old ones have left. */
export function SecretTimeline({ secrets }: SecretTimelineProps): ReactElement {
  const now = useNow();
  const { bars, now: here } = secretLine(secrets, now);
  return (
    <ul className={classes["secretLine"]} aria-label="Secrets that sign">
      {bars.map(({ hint, from, to, newest, endsAt }) => (
        <li key={hint}>
          <span className={classes["secretHint"]}>{hint}</span>
          <span className={classes["secretTrack"]} aria-hidden="true">
            <span
              className={classes["secretBar"]}
              data-newest={newest || undefined}
              style={{ left: `${from * 100}%`, width: `${Math.max(1, (to - from) * 100)}%` }}
            />
            <span className={classes["secretNow"]} style={{ left: `${here * 100}%` }} />
          </span>
          <span className={classes["secretEnd"]}>
            {endsAt === null ? "signs from now on" : <Countdown to={endsAt} over="ended" />}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** "12 d old" */
export function Age({ since }: { readonly since: string }): ReactElement {
  const now = useNow();
  return <span>{duration(Math.max(0, now - Date.parse(since)))} old</span>;
}

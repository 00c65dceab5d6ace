import type { ApiCalls } from "@callcall/webhooks/client";
import { UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { count, shortTime } from "../../components/format.ts";
import { ToneBadge } from "../../components/status-badge.tsx";
import type { Tone } from "../../components/tone.ts";
import classes from "./activity.module.css";
import type { Narrow } from "./index.tsx";

/** Calls of one kind in one minute. */
export function CallRow({ row, onNarrow }: { readonly row: ApiCalls; readonly onNarrow: Narrow }): ReactElement {
  const { minute, actor, actor_name, ip, operation, method, path, status } = row;
  return (
    <div className={classes["call"]} data-failed={status >= 400 || undefined}>
      <time className={classes["callTime"]} dateTime={minute}>
        {shortTime(Date.parse(minute)).replace(/:\d\d$/, "")}
      </time>
      <UnstyledButton
        className={classes["callWhat"] ?? ""}
        title={`Only ${operation}`}
        onClick={() => onNarrow({ operation })}
      >
        <code>{method}</code> {path === "" ? operation : path}
      </UnstyledButton>
      <span className={classes["callStatus"]}>
        <ToneBadge tone={toneOf(status)}>{status}</ToneBadge>
      </span>
      <span className={classes["callCount"]}>×{count(row.count)}</span>
      <span className={classes["callWho"]}>
        <UnstyledButton className={classes["who"] ?? ""} title={`Only ${actor}`} onClick={() => onNarrow({ actor })}>
          {actor_name === "" ? actor : actor_name}
        </UnstyledButton>{" "}
        <span className={classes["callIp"]}>{ip}</span>
      </span>
    </div>
  );
}

function toneOf(status: number): Tone {
  if (status >= 500) return "bad";
  if (status >= 400) return "warn";
  return status >= 300 ? "calm" : "ok";
}

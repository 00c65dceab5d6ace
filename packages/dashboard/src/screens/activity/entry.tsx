import type { AuditEntry } from "@callcall/webhooks/client";
import { Tooltip, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { TextLink } from "../../attempts/link-button.tsx";
import { shortId } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import classes from "./activity.module.css";
import { Diff } from "./diff.tsx";
import type { ActivitySearch } from "./search.ts";
import type { Names } from "./use-names.ts";
import { targetLink, wordsOf } from "./words.ts";

interface EntryProps {
  readonly entry: AuditEntry;
  readonly names: Names;
  readonly onNarrow: (change: Pick<ActivitySearch, "actor" | "target">) => void;
}

/** One line of the log as a sentence, with where and when beneath it, and what it changed. */
export function Entry({ entry, names, onNarrow }: EntryProps): ReactElement {
  const { action, actor, actor_name, at, ip, target, request_id, changes } = entry;
  const { did, icon: Icon, tone, bare } = wordsOf(action);
  const who = actor_name === "" ? actor : actor_name;
  return (
    <article className={classes["entry"]}>
      <span className={`${classes["mark"]} ${classes[tone]}`} aria-hidden="true">
        <Icon size={15} stroke={1.75} />
      </span>
      <div className={classes["entryBody"]}>
        <p className={classes["sentence"]}>
          <Tooltip label={`Only what ${who} (${actor}) did`} openDelay={400}>
            <UnstyledButton className={classes["who"] ?? ""} onClick={() => onNarrow({ actor })}>
              {who}
            </UnstyledButton>
          </Tooltip>{" "}
          {did}{" "}
          {bare !== true && <Target action={action} target={target} name={names.of(target)} onNarrow={onNarrow} />}
        </p>
        <Diff changes={changes} />
        <p className={classes["where"]}>
          <RelativeTime at={at} />
          <span>{ip === null ? "by the server itself" : `from ${ip}`}</span>
          <code className={classes["action"]}>{action}</code>
          {request_id !== "" && <code className={classes["request"]}>{request_id}</code>}
        </p>
      </div>
    </article>
  );
}

interface TargetProps {
  readonly action: string;
  readonly target: string;
  readonly name: string | undefined;
  readonly onNarrow: EntryProps["onNarrow"];
}

function Target({ action, target, name, onNarrow }: TargetProps): ReactElement {
  const link = targetLink(action, target);
  const shown = name ?? shortId(target);
  return (
    <>
      {link === undefined ? (
        <strong className={classes["target"]} title={target}>
          {shown}
        </strong>
      ) : (
        <span title={target}>
          <TextLink link={link} className={classes["target"] ?? ""}>
            {shown}
          </TextLink>
        </span>
      )}{" "}
      <UnstyledButton
        className={classes["history"] ?? ""}
        aria-label={`history of ${name ?? target}`}
        onClick={() => onNarrow({ target })}
      >
        history
      </UnstyledButton>
    </>
  );
}

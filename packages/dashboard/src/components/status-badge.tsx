import type { Outcome } from "@callcall/webhooks/client";
import type { ReactElement, ReactNode } from "react";
import classes from "./components.module.css";
import { OUTCOME_LOOKS, STATUSES, type Status, type Tone } from "./tone.ts";

/** A small label with a dot, in one of the status colours. */
export function ToneBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactElement {
  return <span className={`${classes["badge"]} ${classes[tone]}`}>{children}</span>;
}

/** The status of a delivery or of a webhook. */
export function StatusBadge({ status }: { readonly status: Status }): ReactElement {
  const { tone, label } = STATUSES[status];
  return <ToneBadge tone={tone}>{label}</ToneBadge>;
}

/** How an attempt ended. `httpStatus` is shown in place of the class where there is one. */
export function OutcomeBadge({
  outcome,
  httpStatus = null,
}: {
  readonly outcome: Outcome | null;
  readonly httpStatus?: number | null;
}): ReactElement {
  if (outcome === null) return <StatusBadge status="in_flight" />;
  const { tone, label } = OUTCOME_LOOKS[outcome];
  return (
    <ToneBadge tone={tone}>{httpStatus === null ? label : `${httpStatus} ${label.replace(/ \(.*\)$/, "")}`}</ToneBadge>
  );
}

import type { ReactElement, ReactNode } from "react";
import tones from "../../components/components.module.css";
import type { Tone } from "../../components/tone.ts";
import classes from "./endpoints.module.css";

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}

/** Something to know, in one of the status colours. */
export function Notice({ tone, title, children }: NoticeProps): ReactElement {
  return (
    <div className={`${classes["notice"]} ${tones[tone]}`} role="note">
      {title !== undefined && <b>{title}</b>}
      {children}
    </div>
  );
}

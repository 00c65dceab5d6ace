import type { ReactElement, ReactNode } from "react";
import classes from "./components.module.css";
import own from "./notice.module.css";
import type { Tone } from "./tone.ts";

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string;
  /** `alert` is read out at once, for what has just gone wrong. */
  readonly role?: "alert";
  readonly children: ReactNode;
}

/** A word to the reader in one of the status colours, which can be read in both schemes. */
export function Notice({ tone, title, role, children }: NoticeProps): ReactElement {
  return (
    <div className={`${own["notice"]} ${classes[tone]}`} role={role}>
      {title !== undefined && (
        <p>
          <b>{title}</b>
        </p>
      )}
      {children}
    </div>
  );
}

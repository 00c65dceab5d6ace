import type { ReactElement } from "react";
import classes from "./shell.module.css";

/**
 * In the place of our mark: the first letter of somebody else's name, in their colour. Drawn by the style sheet: as
 * text it would be read out before the name itself.
 */
export function PortalMark({ name }: { readonly name: string }): ReactElement {
  return <span className={classes["portalMark"]} data-letter={[...name][0]?.toUpperCase()} aria-hidden="true" />;
}

/** The mark: an open C that calls. */
export function Mark({ size = 24 }: { readonly size?: number }): ReactElement {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#4f59e3" />
      <path d="M20.5 11.2a6.5 6.5 0 1 0 0 9.6" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="23" cy="16" r="2.25" fill="#fff" />
    </svg>
  );
}

import type { ReactElement } from "react";
import classes from "./components.module.css";
import { CopyButton } from "./copy-button.tsx";
import { shortId } from "./format.ts";

interface IdProps {
  readonly id: string;
  /** Whole, where there is space for it. */
  readonly whole?: boolean;
  readonly copy?: boolean;
}

/** An id: in a fixed pitch, shortened to what tells it apart, whole when copied. */
export function Id({ id, whole = false, copy = true }: IdProps): ReactElement {
  return (
    <span className={classes["id"]} title={id}>
      {whole ? id : shortId(id)}
      {copy && <CopyButton value={id} label={`Copy ${id}`} />}
    </span>
  );
}

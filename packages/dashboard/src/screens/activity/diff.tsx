import type { AuditEntry } from "@callcall/webhooks/client";
import { UnstyledButton } from "@mantine/core";
import { type ReactElement, useState } from "react";
import classes from "./activity.module.css";

type Change = AuditEntry["changes"][number];

/** Of a change to what is there already, so many fields are shown at once; of what is made or removed none. */
const SHOWN = 4;

/** What was changed: before and after, field by field. Values are anybody's, and text alone. */
export function Diff({ changes }: { readonly changes: readonly Change[] }): ReactElement | null {
  const [open, setOpen] = useState(false);
  if (changes.length === 0) return null;
  const oneSided = changes.every(({ before }) => before === null) || changes.every(({ after }) => after === null);
  const shown = open ? changes : changes.slice(0, oneSided && changes.length > 2 ? 0 : SHOWN);
  const hidden = changes.length - shown.length;
  return (
    <div className={classes["diff"]}>
      {shown.length > 0 && (
        <table className={classes["diffTable"]}>
          <thead className={classes["unseen"]}>
            <tr>
              <th>Field</th>
              <th>Before</th>
              <th>After</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((change) => (
              <Row key={change.field} change={change} />
            ))}
          </tbody>
        </table>
      )}
      {(hidden > 0 || open) && (
        <UnstyledButton className={classes["more"] ?? ""} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : `Show ${shown.length === 0 ? "" : "all "}${changes.length} fields`}
        </UnstyledButton>
      )}
    </div>
  );
}

function Row({ change: { field, before, after } }: { readonly change: Change }): ReactElement {
  return (
    <tr>
      <th scope="row">{field}</th>
      <td>{before === null ? <Nothing /> : <del>{valueText(before)}</del>}</td>
      <td>{after === null ? <Nothing /> : <ins>{valueText(after)}</ins>}</td>
    </tr>
  );
}

function Nothing(): ReactElement {
  return <span className={classes["nothing"]}>not set</span>;
}

/** Lists of words without their brackets; the rest as JSON. */
export function valueText(value: Change["before"]): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string" || typeof item === "number")) {
    return value.join(", ");
  }
  return JSON.stringify(value);
}

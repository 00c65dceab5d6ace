import type { ReactElement } from "react";
import { visibleLine } from "../components/json/visible-text.ts";
import classes from "./attempts.module.css";
import { explainHeaders } from "./sent-headers.ts";

interface HeadersTableProps {
  readonly headers: Readonly<Record<string, string>>;
  /** What it lists: "Request headers". */
  readonly label: string;
  /** Say what those of a delivery are for. */
  readonly explained?: boolean;
}

/** Headers as text: an address in `location` is no link here. */
export function HeadersTable({ headers, label, explained = false }: HeadersTableProps): ReactElement {
  const rows = explainHeaders(headers);
  if (rows.length === 0) return <p className={classes["quiet"]}>No headers</p>;
  return (
    <div className={classes["headersBox"]}>
      <table className={classes["headers"]} aria-label={label}>
        <tbody>
          {rows.map(({ name, value, purpose, masked }) => (
            <tr key={name}>
              <th scope="row">{visibleLine(name)}</th>
              <td>
                <code>{visibleLine(value)}</code>
                {masked && <div className={classes["quiet"]}>A credential: it was sent, and is not shown</div>}
                {explained && <div className={classes["quiet"]}>{purpose ?? "A custom header of the endpoint"}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

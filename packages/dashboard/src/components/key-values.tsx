import { Fragment, type ReactElement, type ReactNode } from "react";
import classes from "./components.module.css";

export interface KeyValue {
  readonly key: string;
  readonly value: ReactNode;
}

/** A list of names and values. */
export function KeyValues({ items }: { readonly items: readonly KeyValue[] }): ReactElement {
  return (
    <dl className={classes["keyValues"]}>
      {items.map(({ key, value }) => (
        <Fragment key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

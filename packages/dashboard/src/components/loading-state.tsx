import { Loader } from "@mantine/core";
import type { ReactElement } from "react";
import classes from "./components.module.css";

interface LoadingStateProps {
  /** What is loading, for those who do not see it turn. */
  readonly label?: string;
  readonly fullHeight?: boolean;
}

export function LoadingState({ label = "Loading", fullHeight = false }: LoadingStateProps): ReactElement {
  return (
    <div className={`${classes["state"]} ${fullHeight ? classes["fullHeight"] : ""}`} role="status" aria-label={label}>
      <Loader size="sm" />
    </div>
  );
}

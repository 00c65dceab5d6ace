import { IconLinkOff } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { EmptyState } from "../components/empty-state.tsx";
import classes from "../shell/shell.module.css";

/** A portal link that opens nothing (any more). Whoever sees this has no key, and nothing to type. */
export function LinkOver(): ReactElement {
  return (
    <main className={classes["gate"]}>
      <title>This link is over</title>
      <EmptyState
        icon={IconLinkOff}
        title="This link is over"
        description="Links to this page hold for a limited time, and can be taken back. Open it again from the page where you found it, or ask whoever gave it to you for another one."
      />
    </main>
  );
}

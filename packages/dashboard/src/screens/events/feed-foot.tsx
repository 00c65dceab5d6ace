import { Button, Loader } from "@mantine/core";
import type { ReactElement } from "react";
import { count, shortTime } from "../../components/format.ts";
import classes from "./events.module.css";
import type { FeedState } from "./use-feed.ts";

interface FeedFootProps {
  readonly feed: FeedState<unknown>;
  readonly noun: string;
}

/** How much is shown, how far back was looked, and how to go on or stop. */
export function FeedFoot({ feed: { rows, end }, noun }: FeedFootProps): ReactElement {
  const { more, loading, failed, waiting, searchedTo } = end;
  const found = `${count(rows.length)} ${rows.length === 1 ? noun.replace(/s$/, "") : noun}`;
  const looked = searchedTo === null ? "" : `, looked back to ${shortTime(Date.parse(searchedTo))}`;
  return (
    <div className={classes["foot"]}>
      {failed ? (
        <>
          <span role="alert">More could not be loaded.</span>
          <Button size="compact-xs" variant="default" onClick={end.next}>
            Try again
          </Button>
        </>
      ) : waiting ? (
        <>
          <span aria-live="polite">
            {found}
            {looked}. There is more to look through.
          </span>
          <Button size="compact-xs" variant="default" onClick={end.goOn}>
            Look further back
          </Button>
        </>
      ) : searchedTo !== null && more ? (
        <>
          <Loader size={12} />
          <span aria-live="polite">
            {found} so far{looked}
          </span>
          <Button size="compact-xs" variant="default" onClick={end.stop}>
            Stop
          </Button>
        </>
      ) : (
        <span aria-live="polite">
          {loading ? "Loading more …" : more ? `${found}, and more below` : `${found}. That is all`}
        </span>
      )}
    </div>
  );
}

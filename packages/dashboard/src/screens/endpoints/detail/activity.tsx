import { IconActivity } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList } from "../../../api/use-api.ts";
import { CursorList } from "../../../components/cursor-list.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { RelativeTime } from "../../../components/relative-time.tsx";
import classes from "../endpoints.module.css";

const ROW_PIXELS = 44;

/** Who did what with this endpoint. */
export function Activity({ webhookId }: { readonly webhookId: string }): ReactElement {
  const list = useApiList("audit.list", { query: { target: webhookId, limit: 50 } });
  return (
    <CursorList
      list={list}
      label="Activity"
      keyOf={({ id }) => id}
      rowHeight={ROW_PIXELS}
      height={`min(calc(100dvh - 18rem), ${Math.max(1, list.rows.length) * ROW_PIXELS}px)`}
      renderRow={({ action, actor, actor_name, ip, at }) => (
        <div className={classes["auditRow"]}>
          <span>{action}</span>
          <span className={classes["auditActor"]}>
            {actor_name === "" ? actor : actor_name}
            {ip !== null && ` from ${ip}`}
          </span>
          <span className={classes["deliveryTime"]}>
            <RelativeTime at={at} />
          </span>
        </div>
      )}
      empty={
        <EmptyState
          icon={IconActivity}
          title="Nothing yet"
          description="Every change of this endpoint, and whoever looked at its secret, is listed here."
        />
      }
    />
  );
}

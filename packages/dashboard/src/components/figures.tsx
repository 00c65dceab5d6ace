import type { StatsTotals } from "@callcall/webhooks/client";
import { Card, Text } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { milliseconds, shortCount } from "./format.ts";
import { RelativeTime } from "./relative-time.tsx";

interface FigureProps {
  readonly label: string;
  readonly value: string;
  /** What it is out of, or what it means. */
  readonly children: ReactNode;
}

/** One figure as a tile. */
export function Figure({ label, value, children }: FigureProps): ReactElement {
  return (
    <Card padding="sm">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fz="1.5rem" fw={600} lh={1.3}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </Card>
  );
}

export function ResponseFigure({ response_ms }: Pick<StatsTotals, "response_ms">): ReactElement {
  return (
    <Figure label="Response time, p95" value={response_ms === null ? "–" : milliseconds(response_ms.p95)}>
      {response_ms === null
        ? "no answer yet"
        : `p50 ${milliseconds(response_ms.p50)}, p99 ${milliseconds(response_ms.p99)}`}
    </Figure>
  );
}

export function PendingFigure(totals: Pick<StatsTotals, "pending" | "oldest_pending_at">): ReactElement {
  const { pending, oldest_pending_at: oldest } = totals;
  return (
    <Figure label="Pending now" value={shortCount(pending)}>
      {oldest === null ? (
        "nothing waits"
      ) : (
        <>
          oldest from <RelativeTime at={oldest} />
        </>
      )}
    </Figure>
  );
}

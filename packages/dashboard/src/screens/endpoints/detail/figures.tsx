import type { StatsTotals } from "@callcall/webhooks/client";
import { Card, SimpleGrid, Text } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { count, milliseconds, percent, shortCount } from "../../../components/format.ts";
import { RelativeTime } from "../../../components/relative-time.tsx";

export function Figures({ totals }: { readonly totals: StatsTotals }): ReactElement {
  const { success_rate, delivered, failed, deliveries_failed, pending, oldest_pending_at, response_ms } = totals;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }}>
      <Figure label="Success rate" value={success_rate === null ? "–" : percent(success_rate)}>
        {success_rate === null ? "nothing was sent" : `${count(delivered)} of ${count(delivered + failed)} attempts`}
      </Figure>
      <Figure label="Response time, p95" value={response_ms === null ? "–" : milliseconds(response_ms.p95)}>
        {response_ms === null
          ? "no answer yet"
          : `p50 ${milliseconds(response_ms.p50)}, p99 ${milliseconds(response_ms.p99)}`}
      </Figure>
      <Figure label="Pending now" value={shortCount(pending)}>
        {oldest_pending_at === null ? (
          "nothing waits"
        ) : (
          <>
            oldest from <RelativeTime at={oldest_pending_at} />
          </>
        )}
      </Figure>
      <Figure label="Failed for good" value={shortCount(deliveries_failed)}>
        deliveries whose retries are used up
      </Figure>
    </SimpleGrid>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly children: ReactNode;
}

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

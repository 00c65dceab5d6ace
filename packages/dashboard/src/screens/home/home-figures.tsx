import type { Stats } from "@callcall/webhooks/client";
import { SimpleGrid } from "@mantine/core";
import type { ReactElement } from "react";
import { count, milliseconds, percent, shortCount } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Figure } from "../endpoints/detail/figures.tsx";
import { perMinute } from "./model/rates.ts";

interface HomeFiguresProps {
  readonly stats: Stats;
  readonly range: string;
}

/** The account's figures as tiles. */
export function HomeFigures({ stats, range }: HomeFiguresProps): ReactElement {
  const { totals } = stats;
  const { success_rate, delivered, failed, response_ms, pending, oldest_pending_at, deliveries_failed, events } =
    totals;
  const minutes = (Date.parse(stats.until) - Date.parse(stats.since)) / 60_000;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
      <Figure label="Events" value={shortCount(events)}>
        accepted in the last {range}
      </Figure>
      <Figure label="Deliveries a minute" value={perMinute(totals.delivered / Math.max(1, minutes))}>
        on average
      </Figure>
      <Figure label="Success rate" value={success_rate === null ? "–" : percent(success_rate)}>
        {success_rate === null
          ? "nothing was sent"
          : `${count(failed)} of ${count(delivered + failed)} attempts failed`}
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
        {deliveries_failed === 0 ? "no retries were used up" : "kept, and can be sent again"}
      </Figure>
    </SimpleGrid>
  );
}

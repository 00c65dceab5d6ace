import type { Stats } from "@callcall/webhooks/client";
import { SimpleGrid } from "@mantine/core";
import type { ReactElement } from "react";
import { Figure, PendingFigure, ResponseFigure } from "../../components/figures.tsx";
import { count, percent, shortCount } from "../../components/format.ts";
import { perMinute } from "./model/rates.ts";

interface HomeFiguresProps {
  readonly stats: Stats;
  readonly range: string;
}

/** The account's figures as tiles. */
export function HomeFigures({ stats, range }: HomeFiguresProps): ReactElement {
  const { events, delivered, failed, success_rate, deliveries_failed, ...totals } = stats.totals;
  const minutes = (Date.parse(stats.until) - Date.parse(stats.since)) / 60_000;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
      <Figure label="Events" value={shortCount(events)}>
        accepted in the last {range}
      </Figure>
      <Figure label="Deliveries a minute" value={perMinute(delivered / Math.max(1, minutes))}>
        on average
      </Figure>
      <Figure label="Success rate" value={success_rate === null ? "–" : percent(success_rate)}>
        {success_rate === null
          ? "nothing was sent"
          : `${count(failed)} of ${count(delivered + failed)} attempts failed`}
      </Figure>
      <ResponseFigure response_ms={totals.response_ms} />
      <PendingFigure pending={totals.pending} oldest_pending_at={totals.oldest_pending_at} />
      <Figure label="Failed for good" value={shortCount(deliveries_failed)}>
        {deliveries_failed === 0 ? "no retries were used up" : "kept, and can be sent again"}
      </Figure>
    </SimpleGrid>
  );
}

import type { StatsTotals } from "@callcall/webhooks/client";
import { SimpleGrid } from "@mantine/core";
import type { ReactElement } from "react";
import { Figure, PendingFigure, ResponseFigure } from "../../../components/figures.tsx";
import { count, percent, shortCount } from "../../../components/format.ts";

export function Figures({ totals }: { readonly totals: StatsTotals }): ReactElement {
  const { success_rate, delivered, failed, deliveries_failed, pending, oldest_pending_at, response_ms } = totals;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }}>
      <Figure label="Success rate" value={success_rate === null ? "–" : percent(success_rate)}>
        {success_rate === null ? "nothing was sent" : `${count(delivered)} of ${count(delivered + failed)} attempts`}
      </Figure>
      <ResponseFigure response_ms={response_ms} />
      <PendingFigure pending={pending} oldest_pending_at={oldest_pending_at} />
      <Figure label="Failed for good" value={shortCount(deliveries_failed)}>
        deliveries that are not tried again
      </Figure>
    </SimpleGrid>
  );
}

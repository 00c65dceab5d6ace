import type { Outcome, StatsTotals } from "@callcall/webhooks/client";
import { Card, Progress, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { count, percent } from "../../../components/format.ts";
import { OutcomeBadge } from "../../../components/status-badge.tsx";
import { OUTCOME_LOOKS } from "../../../components/tone.ts";
import classes from "../endpoints.module.css";

/** How attempts ended, the most frequent first. */
export function Outcomes({ outcomes }: { readonly outcomes: StatsTotals["outcomes"] }): ReactElement | null {
  const counted = (Object.entries(outcomes) as [Outcome, number][])
    .filter(([, times]) => times > 0)
    .sort(([, a], [, b]) => b - a);
  const total = counted.reduce((sum, [, times]) => sum + times, 0);
  if (total === 0) return null;
  return (
    <Card>
      <Title order={2} mb="sm">
        How attempts ended
      </Title>
      <ul className={classes["outcomes"]}>
        {counted.map(([outcome, times]) => (
          <li key={outcome}>
            <OutcomeBadge outcome={outcome} />
            <Progress
              value={(times / total) * 100}
              color={`var(--cc-${OUTCOME_LOOKS[outcome].tone}-mark)`}
              aria-label={OUTCOME_LOOKS[outcome].label}
            />
            <Text size="sm" ta="end">
              {count(times)}{" "}
              <Text component="span" size="xs" c="dimmed">
                {percent(times / total)}
              </Text>
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}

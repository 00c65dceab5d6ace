import { Card, Group, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { duration } from "../../components/format.ts";
import { ToneBadge } from "../../components/status-badge.tsx";

/** When a delivery is tried again, for endpoints without a schedule of their own. */
export function RetryTimes({ seconds }: { readonly seconds: readonly number[] }): ReactElement {
  // A wait may occur twice: the time at which it is over does not.
  const startOf = (index: number): number => seconds.slice(0, index + 1).reduce((sum, delay) => sum + delay, 0);
  const total = seconds.reduce((sum, delay) => sum + delay, 0);
  return (
    <Card padding="lg">
      <Title order={2} mb={4}>
        Retries
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {seconds.length === 0
          ? "A delivery that fails is not tried again, unless its endpoint has a schedule of its own."
          : `${seconds.length} after the first attempt, over ${duration(total * 1_000)} and up to a fifth more: chance spreads them. Endpoints may have a schedule of their own.`}
      </Text>
      <Group gap="xs" component="ol" p={0} m={0} style={{ listStyle: "none" }} aria-label="Waits before each retry">
        {seconds.map((delay, index) => (
          <li key={startOf(index)}>
            <ToneBadge tone="calm">{`${index + 1}. ${duration(delay * 1_000)}`}</ToneBadge>
          </li>
        ))}
      </Group>
    </Card>
  );
}

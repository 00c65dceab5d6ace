import { Skeleton, Stack } from "@mantine/core";
import type { ReactElement } from "react";

export function ListSkeleton(): ReactElement {
  return (
    <Stack gap={8} role="status" aria-label="Loading endpoints">
      <Skeleton height={36} mb={8} />
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={56} />
      ))}
    </Stack>
  );
}

import { Skeleton, Stack } from "@mantine/core";
import type { ReactElement } from "react";

/** Where a table will stand. */
export function TableSkeleton({ label, rows = 4 }: { readonly label: string; readonly rows?: number }): ReactElement {
  return (
    <Stack gap={8} role="status" aria-label={label}>
      <Skeleton height={28} />
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}

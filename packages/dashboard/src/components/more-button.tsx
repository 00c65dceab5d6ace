import { Button, Center, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { ApiList } from "../api/use-api.ts";

/** The next page of a short list, for those that are drawn whole. */
export function MoreButton<Row>({ list: { query } }: { readonly list: ApiList<Row> }): ReactElement | null {
  if (!query.hasNextPage) return null;
  return (
    <Center mt="md">
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Show more
      </Button>
      {query.isFetchNextPageError && (
        <Text size="xs" c="var(--cc-bad-text)" role="alert" ms="sm">
          More could not be loaded
        </Text>
      )}
    </Center>
  );
}

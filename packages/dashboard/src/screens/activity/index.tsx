import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { CallsTab } from "./calls.tsx";
import { ChangesTab } from "./changes.tsx";
import { activityRoute } from "./route.ts";
import type { ActivitySearch } from "./search.ts";

/** A change of the filters; undefined takes one away. */
export type Narrow = (change: { readonly [Key in keyof ActivitySearch]?: ActivitySearch[Key] | undefined }) => void;

/** Who did what, when and from where; and who calls the API how often. */
export function ActivityScreen(): ReactElement {
  const search = activityRoute.useSearch();
  const navigate = useNavigate();
  const narrow: Narrow = (change) => {
    const kept = Object.fromEntries(
      Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined),
    );
    void navigate({ to: "/activity", search: kept, replace: true });
  };
  return (
    <>
      <PageHeader
        title="Activity"
        description="Who did what, when, and from where. Every call to the API is counted."
      />
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label="Activity"
        value={search.tab ?? "changes"}
        onChange={(tab) => narrow({ tab: tab === "calls" ? "calls" : undefined })}
        data={[
          { value: "changes", label: "Changes" },
          { value: "calls", label: "API calls" },
        ]}
      />
      {search.tab === "calls" ? (
        <CallsTab search={search} narrow={narrow} />
      ) : (
        <ChangesTab search={search} narrow={narrow} />
      )}
    </>
  );
}

import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";

interface ListTabsProps {
  readonly active: "events" | "deliveries";
  /** Taken along from one list to the other. */
  readonly webhook: string | undefined;
}

/** The same things by what happened, or by where it was to go. */
export function ListTabs({ active, webhook }: ListTabsProps): ReactElement {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      size="xs"
      mb="sm"
      aria-label="List"
      value={active}
      onChange={(value) =>
        void navigate({
          to: value === "events" ? "/events" : "/deliveries",
          search: webhook === undefined ? {} : { webhook },
        })
      }
      data={[
        { value: "events", label: "Events" },
        { value: "deliveries", label: "Deliveries" },
      ]}
    />
  );
}

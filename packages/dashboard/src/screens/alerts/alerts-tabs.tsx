import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";

/** What fired, or what is watched for. */
export function AlertsTabs({ active }: { readonly active: "alerts" | "rules" }): ReactElement {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      size="xs"
      mb="md"
      aria-label="Alerts or rules"
      value={active}
      onChange={(value) => void navigate({ to: value === "alerts" ? "/alerts" : "/alerts/rules" })}
      data={[
        { value: "alerts", label: "Alerts" },
        { value: "rules", label: "Rules" },
      ]}
    />
  );
}

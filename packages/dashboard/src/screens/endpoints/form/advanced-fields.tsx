import { NumberInput, Select, SimpleGrid, Stack, Textarea } from "@mantine/core";
import type { ReactElement } from "react";
import { faultUnder } from "../model/faults.ts";
import { useEventTypes } from "../model/use-endpoints.ts";
import { LinesField } from "./lines-field.tsx";
import { RotationField } from "./rotation-field.tsx";
import { ScheduleField } from "./schedule-field.tsx";
import type { DraftForm } from "./use-draft.ts";

/** What most endpoints do without. */
export function AdvancedFields({ form }: { readonly form: DraftForm }): ReactElement {
  const { draft, faults, change } = form;
  return (
    <Stack gap="lg">
      <Textarea
        label="Filter"
        description="A CEL expression over event_type and data. Only events for which it is true are sent."
        placeholder='data.score >= 80 && event_type == "customer.qualified"'
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={draft.filter}
        error={faultUnder(faults, "/filter")}
        onChange={(event) => change({ filter: event.currentTarget.value })}
      />
      <LinesField
        label="Headers"
        description="Added to every delivery. Values of credentials, such as authorization, are not shown again."
        noun="header"
        namePlaceholder="x-team"
        valuePlaceholder="Value"
        pointer="/headers"
        lines={draft.headers}
        faults={faults}
        onChange={(headers) => change({ headers })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="lg">
        <NumberInput
          label="Rate limit"
          description="Most deliveries a second. Empty: no limit of its own."
          placeholder="No limit"
          min={1}
          max={10_000}
          allowDecimal={false}
          suffix=" / s"
          value={draft.rateLimit}
          error={faultUnder(faults, "/rate_limit")}
          onChange={(value) => change({ rateLimit: typeof value === "number" ? value : "" })}
        />
        <NumberInput
          label="Deadline"
          description="How long an answer may take. Empty: the server's, 15 s."
          placeholder="15 s"
          min={1}
          max={30}
          decimalScale={3}
          suffix=" s"
          value={draft.deadlineSeconds}
          error={faultUnder(faults, "/deadline_ms")}
          onChange={(value) => change({ deadlineSeconds: typeof value === "number" ? value : "" })}
        />
        <Select
          label="Order"
          description="Strict order waits for each event before the next one."
          allowDeselect={false}
          data={[
            { value: "none", label: "As fast as possible" },
            { value: "fifo", label: "Strictly one after the other" },
          ]}
          value={draft.ordering}
          error={faultUnder(faults, "/ordering")}
          onChange={(value) => change({ ordering: value === "fifo" ? "fifo" : "none" })}
        />
        {draft.ordering === "fifo" && (
          <Select
            label="When retries are used up"
            description="Holding the line loses no order, and sends nothing more until that delivery is delivered or cancelled."
            allowDeselect={false}
            data={[
              { value: "skip", label: "Give up, go on with the next" },
              { value: "block", label: "Hold the line" },
            ]}
            value={draft.onExhausted}
            error={faultUnder(faults, "/on_exhausted")}
            onChange={(value) => change({ onExhausted: value === "block" ? "block" : "skip" })}
          />
        )}
        <VersionField form={form} />
      </SimpleGrid>
      <ScheduleField form={form} />
      <RotationField form={form} />
      <LinesField
        label="Metadata"
        description="Your own labels. They are never sent to the consumer."
        noun="label"
        namePlaceholder="team"
        valuePlaceholder="payments"
        pointer="/metadata"
        lines={draft.metadata}
        faults={faults}
        onChange={(metadata) => change({ metadata })}
      />
    </Stack>
  );
}

function VersionField({ form: { draft, faults, change } }: { readonly form: DraftForm }): ReactElement {
  const { data } = useEventTypes();
  const versions = new Set(data?.map(({ version }) => version));
  if (draft.version !== "") versions.add(draft.version);
  return (
    <Select
      label="Payload version"
      description="The version to pin. Empty: the newest of today."
      placeholder="The newest"
      clearable={draft.version !== ""}
      data={[...versions].sort().reverse()}
      value={draft.version === "" ? null : draft.version}
      error={faultUnder(faults, "/version")}
      onChange={(version) => change({ version: version ?? "" })}
    />
  );
}

import { Select, Stack, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { faultUnder } from "../model/faults.ts";
import { formatSchedule, PRESETS, secondsOf } from "../model/schedule.ts";
import { RetryTimeline } from "../retries/retry-timeline.tsx";
import type { DraftForm } from "./use-draft.ts";

const CUSTOM = "custom";

/** When a failed delivery is tried again: a preset or waits of one's own, drawn as they are typed. */
export function ScheduleField({ form: { draft, faults, change } }: { readonly form: DraftForm }): ReactElement {
  const { schedule } = draft;
  const preset = PRESETS.find((known) => known.schedule === schedule)?.value ?? CUSTOM;
  const seconds = secondsOf(schedule);
  const pick = (value: string | null): void => {
    const known = PRESETS.find((one) => one.value === value);
    change({ schedule: known === undefined ? formatSchedule(seconds ?? []) : known.schedule });
  };
  return (
    <Stack gap="sm">
      <Select
        label="Retries"
        description="After a failed attempt the next one waits this long, and 0 to 20 % longer."
        allowDeselect={false}
        data={[...PRESETS.map(({ value, label }) => ({ value, label })), { value: CUSTOM, label: "Waits of your own" }]}
        value={preset}
        onChange={pick}
      />
      {schedule !== null && (
        <TextInput
          label="Waits"
          description="One for each retry: 30s, 5m, 2h, 1d. Nothing: the event is sent once."
          placeholder="5s 1m 10m 1h"
          spellCheck={false}
          value={schedule}
          error={faultUnder(faults, "/retry_policy")}
          onChange={(event) => change({ schedule: event.currentTarget.value })}
        />
      )}
      {seconds !== null && <RetryTimeline seconds={seconds} />}
    </Stack>
  );
}

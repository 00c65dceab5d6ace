import { Button, Group, Stack, TagsInput, Text } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import { count } from "../../../components/format.ts";
import { faultAt } from "../model/faults.ts";
import { coversAny, familiesOf } from "../model/subscription.ts";
import { useEventTypes } from "../model/use-endpoints.ts";
import type { DraftForm } from "./use-draft.ts";

/** More names than fit in a line are counted. */
const NAMED = 6;

/** Which events: names of the catalogue, families such as `customer.*`, everything, or free text. */
export function EventPicker({ form }: { readonly form: DraftForm }): ReactElement {
  const { draft, faults, eventFaults, change, leave } = form;
  const { data } = useEventTypes();
  const types = useMemo(() => data?.filter(({ archived }) => !archived) ?? [], [data]);
  const names = types.map(({ name }) => name);
  const described = new Map(types.map(({ name, description }) => [name, description]));
  const own = faultAt(faults, "/events");
  const wrong = eventFaults.map(({ pattern, detail }) => `${pattern} ${detail}`).join(" ");
  const set = (events: readonly string[]): void => change({ events: [...new Set(events.map((name) => name.trim()))] });
  return (
    <Stack gap="xs">
      <TagsInput
        label="Events"
        description="Names, a family such as customer.*, or * for all. What is not in the list can be typed."
        placeholder={draft.events.length === 0 ? "Pick or type" : ""}
        required
        splitChars={[",", " "]}
        maxDropdownHeight={320}
        data={[
          { group: "Everything", items: ["*"] },
          { group: "Families", items: [...familiesOf(names)] },
          { group: "Types", items: names },
        ].filter(({ items }) => items.length > 0)}
        renderOption={({ option: { value } }) => (
          <div>
            <Text size="sm">{value}</Text>
            <Text size="xs" c="dimmed" lineClamp={1}>
              {explained(value, names, described)}
            </Text>
          </div>
        )}
        value={[...draft.events]}
        error={own ?? (wrong === "" ? undefined : wrong)}
        onChange={set}
        onBlur={() => draft.events.length > 0 && leave("events")}
      />
      {eventFaults.some(({ suggestion }) => suggestion !== null) && (
        <Group gap="xs">
          {eventFaults.map(
            ({ pattern, suggestion }) =>
              suggestion !== null && (
                <Button
                  key={pattern}
                  size="compact-xs"
                  variant="light"
                  onClick={() => set(draft.events.map((name) => (name === pattern ? suggestion : name)))}
                >
                  Use {suggestion}
                </Button>
              ),
          )}
        </Group>
      )}
      {types.length > 0 && draft.events.length > 0 && <Reach events={draft.events} names={names} />}
    </Stack>
  );
}

/** What a subscription comes to. */
function Reach({ events, names }: { readonly events: readonly string[]; readonly names: readonly string[] }) {
  const reached = names.filter((name) => coversAny(events, name));
  const listed = reached.slice(0, NAMED).join(", ");
  const rest = reached.length - NAMED;
  return (
    <Text size="xs" c="dimmed" aria-live="polite">
      Receives {count(reached.length)} of {count(names.length)} types
      {reached.length > 0 && `: ${listed}${rest > 0 ? ` and ${count(rest)} more` : ""}`}
      {events.some((pattern) => pattern.endsWith("*")) && ", and those to come that match"}.
    </Text>
  );
}

function explained(value: string, names: readonly string[], described: ReadonlyMap<string, string>): string {
  if (value === "*") return "Every type, also those to come";
  if (value.endsWith(".*")) {
    const members = names.filter((name) => coversAny([value], name)).length;
    return members === 1 ? "1 type so far" : `${count(members)} types so far`;
  }
  return described.get(value) ?? "";
}

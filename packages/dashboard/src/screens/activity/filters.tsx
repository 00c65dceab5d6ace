import { Button, Checkbox, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useState } from "react";
import { SCREEN_SEARCH } from "../../components/screen-search.ts";
import { TIME_RANGES, toTimeRange } from "../../components/time-range.tsx";
import classes from "./activity.module.css";
import type { Narrow } from "./index.tsx";
import { type ActivitySearch, filterCount } from "./search.ts";
import type { Names } from "./use-names.ts";
import { ACTION_CHOICES } from "./words.ts";

interface FiltersProps {
  readonly search: ActivitySearch;
  readonly narrow: Narrow;
  readonly names: Names;
  /** At the end of the line. */
  readonly children: ReactNode;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

const RANGES: Readonly<Record<(typeof TIME_RANGES)[number], string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};
const TYPING_MS = 400;

export function ChangesFilters({ search, narrow, names, children }: FiltersProps): ReactElement {
  return (
    <Bar search={search} narrow={narrow} end={children}>
      <TargetField key={search.target ?? ""} search={search} narrow={narrow} />
      <Select
        aria-label="What was done"
        placeholder="Every change"
        className={classes["wideField"] ?? ""}
        clearable
        searchable
        value={search.action ?? null}
        onChange={(action) => narrow({ action: action ?? undefined })}
        data={withChosen(ACTION_CHOICES, search.action)}
      />
      <ActorSelect search={search} narrow={narrow} names={names} />
      <RangeSelect search={search} narrow={narrow} placeholder="Any time" />
    </Bar>
  );
}

interface CallsFiltersProps extends FiltersProps {
  readonly operations: readonly string[];
}

export function CallsFilters({ search, narrow, names, operations, children }: CallsFiltersProps): ReactElement {
  return (
    <Bar search={search} narrow={narrow} end={children}>
      <Select
        {...SCREEN_SEARCH}
        aria-label="Call"
        placeholder="Every call"
        className={classes["wideField"] ?? ""}
        clearable
        searchable
        value={search.operation ?? null}
        onChange={(operation) => narrow({ operation: operation ?? undefined })}
        data={withChosen(
          operations.map((value) => ({ value, label: value })),
          search.operation,
        )}
      />
      <ActorSelect search={search} narrow={narrow} names={names} strangers />
      <RangeSelect search={search} narrow={narrow} placeholder="Last hour" />
      <Checkbox
        label="Refused or failed only"
        checked={search.failed === true}
        onChange={({ currentTarget: { checked } }) => narrow({ failed: checked ? true : undefined })}
      />
    </Bar>
  );
}

interface BarProps extends Pick<FiltersProps, "search" | "narrow"> {
  readonly end: ReactNode;
  readonly children: ReactNode;
}

function Bar({ search, narrow, end, children }: BarProps): ReactElement {
  return (
    <Group gap="xs" mb="sm" role="search">
      {children}
      {filterCount(search) > 0 && (
        <Button
          variant="subtle"
          color="gray"
          onClick={() =>
            narrow({
              action: undefined,
              actor: undefined,
              target: undefined,
              operation: undefined,
              failed: undefined,
              range: undefined,
            })
          }
        >
          Clear
        </Button>
      )}
      <div className={classes["barEnd"]}>{end}</div>
    </Group>
  );
}

/** By the id of what was changed: the list is exact, and so is what is typed. */
function TargetField({ search, narrow }: Pick<FiltersProps, "search" | "narrow">): ReactElement {
  const [typed, setTyped] = useState(search.target ?? "");
  const settle = useDebouncedCallback((text: string) => {
    if (text !== (search.target ?? "")) narrow({ target: text === "" ? undefined : text });
  }, TYPING_MS);
  return (
    <TextInput
      {...SCREEN_SEARCH}
      className={classes["search"] ?? ""}
      type="search"
      aria-label="The id of what was changed"
      placeholder="An id (wh_…, dlv_…), or an event type"
      leftSection={<IconSearch size={15} />}
      value={typed}
      maxLength={128}
      error={/^[\w.:*@-]*$/.test(typed.trim()) ? null : "An id has no such characters"}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        if (/^[\w.:*@-]*$/.test(value.trim())) settle(value.trim());
      }}
    />
  );
}

interface ActorProps extends Pick<FiltersProps, "search" | "narrow" | "names"> {
  readonly strangers?: boolean;
}

function ActorSelect({ search, narrow, names, strangers = false }: ActorProps): ReactElement {
  const known: Choice[] = names.keys.map(({ id, name }) => ({ value: id, label: name }));
  const others: readonly Choice[] = strangers
    ? [{ value: "unknown", label: "Without a valid key" }]
    : [{ value: "system", label: "The server itself" }];
  return (
    <Select
      aria-label="Who"
      placeholder="Everybody"
      className={classes["field"] ?? ""}
      clearable
      searchable
      nothingFoundMessage="No such key"
      value={search.actor ?? null}
      onChange={(actor) => narrow({ actor: actor ?? undefined })}
      data={withChosen([...others, ...known], search.actor)}
    />
  );
}

interface RangeProps extends Pick<FiltersProps, "search" | "narrow"> {
  readonly placeholder: string;
}

function RangeSelect({ search, narrow, placeholder }: RangeProps): ReactElement {
  return (
    <Select
      aria-label="Time"
      placeholder={placeholder}
      className={classes["field"] ?? ""}
      clearable
      value={search.range ?? null}
      onChange={(range) => narrow({ range: toTimeRange(range) })}
      data={TIME_RANGES.map((value) => ({ value, label: RANGES[value] }))}
    />
  );
}

/** What is filtered by may be gone since: it stays to be seen, and to be taken away. */
function withChosen(choices: readonly Choice[], chosen: string | undefined): Choice[] {
  const known = chosen === undefined || choices.some(({ value }) => value === chosen);
  return known ? [...choices] : [...choices, { value: chosen, label: chosen }];
}

import type { DeliveryState } from "@callcall/webhooks/client";
import { Autocomplete, Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactElement, useState } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { shortTime } from "../../components/format.ts";
import { SCREEN_SEARCH } from "../../components/screen-search.ts";
import { STATUSES } from "../../components/tone.ts";
import classes from "./events.module.css";
import { type EventsSearch, filterCount, idIn } from "./search.ts";

interface FilterBarProps {
  readonly search: EventsSearch;
  readonly onChange: (change: { readonly [Key in keyof EventsSearch]?: EventsSearch[Key] | undefined }) => void;
  /** Somebody typed an id and wants to go there. */
  readonly onId: (typed: string) => void;
  /** Deliveries are not searched for text. */
  readonly withText?: boolean;
}

const STATES: readonly DeliveryState[] = ["failed", "pending", "succeeded", "cancelled"];
const RANGES = [
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
];
/** What is typed is searched for when the typing rests. */
const TYPING_MS = 400;

/** Search and filters. Each change goes into the address. */
export function FilterBar({ search, onChange, onId, withText = true }: FilterBarProps): ReactElement {
  const types = useApiQuery("eventTypes.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const endpoints = useApiQuery("webhooks.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const names = types.data?.data.map(({ name }) => name) ?? [];
  const prefixes = [...new Set(names.map((name) => `${name.split(".")[0]}.*`))];
  const custom = search.since ?? search.until;
  return (
    <Group gap="xs" align="flex-end" className={classes["filters"] ?? ""} role="search">
      <SearchField key={search.q ?? ""} search={search} onChange={onChange} onId={onId} withText={withText} />
      <TypeField
        key={`type ${search.type ?? ""}`}
        value={search.type}
        names={[...prefixes, ...names]}
        onChange={onChange}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        w={140}
        clearable
        value={search.status ?? null}
        onChange={(status) => onChange({ status: (status ?? undefined) as DeliveryState | undefined })}
        data={STATES.map((value) => ({ value, label: STATUSES[value].label }))}
      />
      <Select
        aria-label="Endpoint"
        placeholder="Any endpoint"
        w={190}
        clearable
        searchable
        nothingFoundMessage="No such endpoint"
        value={search.webhook ?? null}
        onChange={(webhook) => onChange({ webhook: webhook ?? undefined })}
        data={(endpoints.data?.data ?? []).map(({ id, url, description }) => ({
          value: id,
          label: description === "" ? url : description,
        }))}
      />
      {custom === undefined ? (
        <Select
          aria-label="Time"
          placeholder="Any time"
          w={150}
          clearable
          value={search.range ?? null}
          onChange={(range) => onChange({ range: (range ?? undefined) as EventsSearch["range"] })}
          data={RANGES}
        />
      ) : (
        <Button
          variant="default"
          rightSection={<IconX size={14} />}
          aria-label={`Time: ${timesIn(search)}. Remove this filter`}
          onClick={() => onChange({ since: undefined, until: undefined })}
        >
          {timesIn(search)}
        </Button>
      )}
      {filterCount(search) > 0 && (
        <Button
          variant="subtle"
          color="gray"
          onClick={() =>
            onChange({
              q: undefined,
              type: undefined,
              status: undefined,
              webhook: undefined,
              range: undefined,
              since: undefined,
              until: undefined,
            })
          }
        >
          Clear
        </Button>
      )}
    </Group>
  );
}

function timesIn({ since, until }: EventsSearch): string {
  const from = since === undefined ? "" : `from ${shortTime(Date.parse(since))}`;
  const to = until === undefined ? "" : `to ${shortTime(Date.parse(until))}`;
  return `${from} ${to}`.trim();
}

function SearchField({ search, onChange, onId, withText = true }: FilterBarProps): ReactElement {
  const [typed, setTyped] = useState(search.q ?? "");
  const settle = useDebouncedCallback((text: string) => {
    if (text !== (search.q ?? "")) onChange({ q: text === "" ? undefined : text });
  }, TYPING_MS);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") event.currentTarget instanceof HTMLElement && event.currentTarget.blur();
    if (event.key === "Enter" && typed.trim() !== "") onId(typed.trim());
  };
  return (
    <TextInput
      {...SCREEN_SEARCH}
      className={classes["search"] ?? ""}
      type="search"
      aria-label={withText ? "Text in the payload, or an id" : "An id"}
      placeholder={withText ? "Text in the payload, or an id (evt_…, dlv_…)" : "An id (dlv_…, evt_…)"}
      leftSection={<IconSearch size={15} />}
      value={typed}
      maxLength={200}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        // A whole id that is pasted leads there at once.
        if (idIn(value) !== null && value.length > 24) onId(value.trim());
        else if (withText) settle(value.trim());
      }}
      onKeyDown={onKeyDown}
    />
  );
}

interface TypeFieldProps {
  readonly value: string | undefined;
  readonly names: readonly string[];
  readonly onChange: FilterBarProps["onChange"];
}

/** Any text may be asked for: a type that was archived has events all the same. */
function TypeField({ value, names, onChange }: TypeFieldProps): ReactElement {
  const [typed, setTyped] = useState(value ?? "");
  const settle = (text: string): void => {
    if (text !== (value ?? "")) onChange({ type: text === "" ? undefined : text });
  };
  return (
    <Autocomplete
      aria-label="Event type"
      placeholder="Any type"
      w={190}
      clearable
      value={typed}
      data={[...new Set(names)]}
      onChange={(text) => {
        setTyped(text);
        if (text === "") settle("");
      }}
      onOptionSubmit={settle}
      onBlur={() => settle(typed.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle(typed.trim());
      }}
    />
  );
}

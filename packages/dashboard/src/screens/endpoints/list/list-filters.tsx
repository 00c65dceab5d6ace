import { CloseButton, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconArrowsSort, IconBraces, IconSearch } from "@tabler/icons-react";
import { type ReactElement, useEffect, useState } from "react";
import { count } from "../../../components/format.ts";
import { SCREEN_SEARCH } from "../../../components/screen-search.ts";
import classes from "../endpoints.module.css";
import { HEALTHS, type Health } from "../model/health.ts";
import { type EndpointsSearch, ORDERS, type Order } from "../model/list.ts";
import { useEventTypes } from "../model/use-endpoints.ts";

interface ListFiltersProps {
  readonly search: EndpointsSearch;
  readonly counts: Readonly<Record<Health, number>>;
  readonly total: number;
  readonly onChange: (search: EndpointsSearch) => void;
}

const LABELS: Readonly<Record<Health, string>> = {
  enabled: "Enabled",
  failing: "Failing",
  paused: "Paused",
  disabled: "Disabled",
};
const ORDER_LABELS: Readonly<Record<Order, string>> = {
  newest: "Newest first",
  worst: "Worst first",
  busiest: "Busiest first",
  address: "By address",
};
/** Typing is not one change of the address per letter. */
const SETTLED_MS = 150;

export function ListFilters({ search, counts, total, onChange }: ListFiltersProps): ReactElement {
  const types = useEventTypes();
  const { q: _q, status: _status, type: _type, order: _order, ...none } = search;
  const set = (changes: { readonly [Name in keyof EndpointsSearch]: EndpointsSearch[Name] | undefined }): void => {
    const entries = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined);
    onChange({ ...none, ...Object.fromEntries(entries) });
  };
  return (
    <Group gap="sm" mb="md" align="center">
      <SearchField value={search.q ?? ""} onChange={(q) => set({ q: q === "" ? undefined : q })} />
      <div className={classes["statusFilter"]}>
        <SegmentedControl
          size="xs"
          aria-label="Status"
          value={search.status ?? "all"}
          onChange={(picked) => set({ status: HEALTHS.find((health) => health === picked) })}
          data={[
            { value: "all", label: `All ${count(total)}` },
            ...HEALTHS.map((health) => ({ value: health, label: `${LABELS[health]} ${count(counts[health])}` })),
          ]}
        />
      </div>
      <Select
        aria-label="Event type"
        placeholder="Any event type"
        leftSection={<IconBraces size={15} />}
        className={classes["typeFilter"] ?? ""}
        searchable
        clearable
        nothingFoundMessage="No such type"
        data={types.data?.map(({ name }) => name) ?? (search.type === undefined ? [] : [search.type])}
        value={search.type ?? null}
        onChange={(type) => set({ type: type ?? undefined })}
      />
      <Select
        aria-label="Order"
        leftSection={<IconArrowsSort size={15} />}
        className={classes["orderFilter"] ?? ""}
        allowDeselect={false}
        data={ORDERS.map((order) => ({ value: order, label: ORDER_LABELS[order] }))}
        value={search.order ?? "newest"}
        onChange={(picked) => {
          const order = ORDERS.find((known) => known === picked);
          set({ order: order === "newest" ? undefined : order });
        }}
      />
    </Group>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function SearchField({ value, onChange }: SearchFieldProps): ReactElement {
  const [typed, setTyped] = useState(value);
  // The address changes by itself as well: back, and "Clear the filters".
  useEffect(() => setTyped(value), [value]);
  const settle = useDebouncedCallback(onChange, SETTLED_MS);
  const change = (next: string): void => {
    setTyped(next);
    settle(next);
  };
  return (
    <TextInput
      {...SCREEN_SEARCH}
      className={classes["searchField"] ?? ""}
      aria-label="Search endpoints"
      placeholder="Address, description, id, metadata"
      leftSection={<IconSearch size={15} />}
      rightSection={typed !== "" && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change("")} />}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Menu,
  MultiSelect,
  Select,
  Switch,
  TextInput,
  Tooltip,
} from "@mantine/core";
import {
  IconAdjustments,
  IconCheck,
  IconDownload,
  IconEraser,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { SCREEN_SEARCH } from "../../components/screen-search.ts";
import type { LogLook } from "./console-log.tsx";
import { GROUP_LABELS, type KindGroup } from "./line.ts";
import { type ConsoleSearch, groupsIn } from "./search.ts";

interface ConsoleToolbarProps {
  readonly search: ConsoleSearch;
  readonly onChange: (change: { readonly [Key in keyof ConsoleSearch]?: ConsoleSearch[Key] | undefined }) => void;
  readonly paused: boolean;
  readonly onPause: () => void;
  readonly onClear: () => void;
  readonly onExport: () => void;
  readonly look: LogLook;
  readonly onLook: (look: LogLook) => void;
}

/** Filters of what is shown, and what can be done with it. Nothing that is filtered out is lost. */
export function ConsoleToolbar(props: ConsoleToolbarProps): ReactElement {
  const { search, onChange, paused, onPause, onClear, onExport, look, onLook } = props;
  const endpoints = useApiQuery("webhooks.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const types = useApiQuery("eventTypes.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const names = types.data?.data.map(({ name }) => name) ?? [];
  const kinds = groupsIn(search.kinds ?? "");
  return (
    <Group gap="xs" mb="sm" role="search">
      <TextInput
        {...SCREEN_SEARCH}
        type="search"
        aria-label="Text in the lines, or an id"
        placeholder="Text or id"
        leftSection={<IconSearch size={15} />}
        flex="1 1 10rem"
        value={search.q ?? ""}
        onChange={({ currentTarget: { value } }) => onChange({ q: value === "" ? undefined : value })}
      />
      <MultiSelect
        aria-label="Kinds"
        placeholder={kinds.length === 0 ? "All kinds" : ""}
        miw={150}
        maw={320}
        clearable
        value={[...kinds]}
        onChange={(picked) => onChange({ kinds: picked.length === 0 ? undefined : picked.join(",") })}
        data={Object.entries(GROUP_LABELS).map(([value, label]) => ({ value: value as KindGroup, label }))}
      />
      <Autocomplete
        aria-label="Event type"
        placeholder="Any type"
        w={170}
        clearable
        value={search.type ?? ""}
        onChange={(type) => onChange({ type: type === "" ? undefined : type })}
        data={[...new Set([...names.map((name) => `${name.split(".")[0]}.*`), ...names])]}
      />
      <Select
        aria-label="Endpoint"
        placeholder="Any endpoint"
        w={170}
        clearable
        searchable
        value={search.webhook ?? null}
        onChange={(webhook) => onChange({ webhook: webhook ?? undefined })}
        data={(endpoints.data?.data ?? []).map(({ id, url, description }) => ({
          value: id,
          label: description === "" ? url : description,
        }))}
      />
      <Switch
        label="Failures only"
        checked={search.failures === true}
        onChange={({ currentTarget: { checked } }) => onChange({ failures: checked ? true : undefined })}
      />
      <Group gap={4} ms="auto" wrap="nowrap">
        <Button
          variant={paused ? "filled" : "default"}
          leftSection={paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
          onClick={onPause}
          aria-keyshortcuts="p"
        >
          {paused ? "Resume" : "Pause"}
        </Button>
        <Tooltip label="Clear the screen">
          <ActionIcon size="lg" aria-label="Clear the screen" onClick={onClear}>
            <IconEraser size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Save what is shown as JSON lines">
          <ActionIcon size="lg" aria-label="Save what is shown as JSON lines" onClick={onExport}>
            <IconDownload size={17} />
          </ActionIcon>
        </Tooltip>
        <LookMenu look={look} onLook={onLook} />
      </Group>
    </Group>
  );
}

const LOOKS = [
  { name: "dense", label: "Dense lines" },
  { name: "endpoint", label: "Endpoint" },
  { name: "ids", label: "Event id" },
  { name: "reads", label: "Reads of the API (GET)" },
] as const;

function LookMenu({ look, onLook }: Pick<ConsoleToolbarProps, "look" | "onLook">): ReactElement {
  return (
    <Menu position="bottom-end" shadow="md" closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label="Density, columns and reads">
          <IconAdjustments size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LOOKS.map(({ name, label }) => (
          <Menu.Item
            key={name}
            role="menuitemcheckbox"
            aria-checked={look[name]}
            rightSection={look[name] ? <IconCheck size={14} /> : <span />}
            onClick={() => onLook({ ...look, [name]: !look[name] })}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

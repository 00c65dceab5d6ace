import { Button, Group, Text } from "@mantine/core";
import { useHotkeys, useLocalStorage } from "@mantine/hooks";
import { IconTerminal2 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { LinkButton } from "../../attempts/link-button.tsx";
import { useDeliveryActions } from "../../attempts/use-delivery-actions.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { count, duration } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import type { Tone } from "../../components/tone.ts";
import type { LiveStatus } from "../../live/hub.ts";
import { liveHub, useLiveStatus } from "../../live/live.ts";
import { useSession } from "../../session/session.ts";
import classes from "./console.module.css";
import { ConsoleLog, type LogLook } from "./console-log.tsx";
import { ConsoleToolbar } from "./console-toolbar.tsx";
import { EntryDrawer } from "./entry-drawer.tsx";
import { isFiltering } from "./filter.ts";
import type { Line } from "./line.ts";
import { consoleRoute } from "./route.ts";
import { type ConsoleSearch, filterOf } from "./search.ts";
import { type ConsoleSnapshot, consoleStore } from "./store.ts";

/** Less is the way that an entry takes. */
const BEHIND_MS = 3_000;

/** The Debug Console: everything, as it happens. */
export function ConsoleScreen(): ReactElement {
  const accountId = useSession().account.id;
  const search = consoleRoute.useSearch();
  const navigate = useNavigate();
  const store = consoleStore(accountId);
  const snapshot = useSyncExternalStore(store.watch, store.snapshot);
  const status = useLiveStatus(accountId);
  const [opened, setOpened] = useState<Line | null>(null);
  const [look, setLook] = useLocalStorage<LogLook>({
    key: "callcall.console",
    defaultValue: { dense: false, endpoint: true, ids: true, reads: false },
    getInitialValueInEffect: false,
  });
  const names = useEndpointNames();
  const { allowed, retry } = useDeliveryActions();

  useEffect(() => store.follow(accountId), [store, accountId]);
  const filter = JSON.stringify({ ...filterOf(search), reads: look.reads });
  useEffect(() => store.change((buffer) => buffer.setFilter(JSON.parse(filter))), [store, filter]);

  const change = (changes: { readonly [Key in keyof ConsoleSearch]?: ConsoleSearch[Key] | undefined }): void => {
    const kept = Object.fromEntries(
      Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined),
    );
    void navigate({ to: "/console", search: kept, replace: true });
  };
  const pause = (): void => store.change((buffer) => (buffer.paused ? buffer.resume() : buffer.pause()));
  useHotkeys([["p", pause]]);
  const open = useCallback((line: Line) => setOpened(line), []);

  return (
    <>
      <PageHeader
        title="Console"
        description="Everything, as it happens."
        aside={<Connection status={status} snapshot={snapshot} />}
      />
      <ConsoleToolbar
        search={search}
        onChange={change}
        paused={snapshot.paused}
        onPause={pause}
        onClear={() => store.change((buffer) => buffer.clear())}
        onExport={() => save(store.buffer.exportText())}
        look={look}
        onLook={setLook}
      />
      <Trouble status={status} onReconnect={() => liveHub(accountId).reconnect()} />
      <div className={classes["box"]}>
        {snapshot.view.quiet ? (
          <Nothing filtered={isFiltering(store.buffer.filter)} size={snapshot.size} />
        ) : (
          <ConsoleLog view={snapshot.view} look={look} names={names} onOpen={open} onResend={allowed ? retry : null} />
        )}
        <Foot snapshot={snapshot} onResume={pause} />
      </div>
      <EntryDrawer line={opened} onClose={() => setOpened(null)} />
    </>
  );
}

function useEndpointNames(): ReadonlyMap<string, string> {
  const { data } = useApiQuery("webhooks.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  return useMemo(
    () => new Map(data?.data.map(({ id, url, description }) => [id, description === "" ? url : description])),
    [data],
  );
}

const CONNECTION: Readonly<Record<LiveStatus["state"], { readonly label: string; readonly tone: Tone }>> = {
  idle: { label: "Not connected", tone: "calm" },
  connecting: { label: "Connecting", tone: "busy" },
  open: { label: "Live", tone: "ok" },
  reconnecting: { label: "Reconnecting", tone: "warn" },
  dead: { label: "Disconnected", tone: "bad" },
};

function Connection({
  status,
  snapshot,
}: {
  readonly status: LiveStatus;
  readonly snapshot: ConsoleSnapshot;
}): ReactElement {
  const { behindMs, perSecond } = snapshot;
  const behind = status.state === "open" && behindMs > BEHIND_MS && perSecond > 0;
  const { label, tone } = CONNECTION[status.state];
  return (
    <Group gap="xs" role="status">
      <ToneBadge tone={behind ? "warn" : tone}>{behind ? `Behind by ${duration(behindMs)}` : label}</ToneBadge>
      <Text size="xs" c="dimmed" aria-hidden="true">
        {perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)} per second
      </Text>
    </Group>
  );
}

function Trouble({
  status,
  onReconnect,
}: {
  readonly status: LiveStatus;
  readonly onReconnect: () => void;
}): ReactElement | null {
  const { state, why, failures } = status;
  if (state !== "dead" && state !== "reconnecting") return null;
  return (
    <Notice
      tone={state === "dead" ? "bad" : "warn"}
      title={state === "dead" ? "The stream has ended" : "The connection is lost"}
      role="alert"
    >
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {why ?? "It was closed."}
          {state === "reconnecting" &&
            ` Trying again (${failures}). What happens meanwhile is shown then, or named as missing.`}
        </Text>
        <Button size="compact-sm" variant="default" onClick={onReconnect}>
          Connect now
        </Button>
      </Group>
    </Notice>
  );
}

function Foot({
  snapshot,
  onResume,
}: {
  readonly snapshot: ConsoleSnapshot;
  readonly onResume: () => void;
}): ReactElement {
  const { view, size, dropped, paused, held } = snapshot;
  return (
    <div className={classes["foot"]}>
      <span>
        {count(view.length)} shown{view.length < size && !paused && ` of ${count(size)}`}
        {dropped > 0 && `; ${count(dropped)} older ones had to go, the lists have them`}
      </span>
      {paused && (
        <Button size="compact-xs" variant="light" onClick={onResume}>
          Paused: {count(held)} held back. Resume
        </Button>
      )}
    </div>
  );
}

function Nothing({ filtered, size }: { readonly filtered: boolean; readonly size: number }): ReactElement {
  return (
    <div className={classes["empty"]}>
      {filtered && size > 1 ? (
        <EmptyState
          icon={IconTerminal2}
          title="Nothing of it fits the filters"
          description={`${count(size)} lines are there and hidden.`}
        />
      ) : (
        <EmptyState
          icon={IconTerminal2}
          title="Waiting for something to happen"
          description="Events, attempts, retries, API calls: everything appears here within milliseconds."
          action={
            <Group gap="xs" justify="center">
              <LinkButton link={{ to: "/tester" }}>Send an event</LinkButton>
              <LinkButton link={{ to: "/simulator" }} variant="default">
                Simulate traffic
              </LinkButton>
            </Group>
          }
        />
      )}
    </div>
  );
}

/** Hand a text to the browser as a file. */
function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `callcall-console-${new Date().toISOString().replaceAll(":", "-")}.jsonl`;
  link.click();
  URL.revokeObjectURL(url);
}

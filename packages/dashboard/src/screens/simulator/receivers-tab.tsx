import { Card, Group, Text, UnstyledButton } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList } from "../../api/use-api.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { count } from "../../components/format.ts";
import { LoadingState } from "../../components/loading-state.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import { ANSWERS, describeBehaviour } from "./answers.ts";
import { NewReceiver } from "./new-receiver.tsx";
import { ReceiverPane } from "./receiver-pane.tsx";
import type { SimulatorSearch } from "./route.ts";
import classes from "./simulator.module.css";

interface ReceiversTabProps {
  readonly search: SimulatorSearch;
  readonly onSearch: (search: SimulatorSearch) => void;
}

const REFRESH_MS = 2_000;
const RECEIVERS_MAX = 50;

export function ReceiversTab({ search, onSearch }: ReceiversTabProps): ReactElement {
  const { query, rows } = useApiList("receivers.list", { query: { limit: RECEIVERS_MAX } });
  // The numbers in the list.
  useLiveRefresh(
    (entry) => entry.kind === "receiver.request",
    () => void query.refetch(),
    REFRESH_MS,
  );
  if (query.isPending) return <LoadingState label="Loading receivers" />;
  if (query.error !== null) return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={IconPlugConnected}
          title="There is no test receiver yet"
          description="An address on this server that answers as you tell it: 200, any status, 429, slow, never, by chance. What arrives is shown with its signature checked. Nothing to install."
          action={<NewReceiver onMade={(receiver) => onSearch({ receiver })} />}
        />
      </Card>
    );
  }
  const chosen = rows.find(({ id }) => id === search.receiver) ?? rows[0];
  return (
    <div className={classes["layout"]}>
      <div className={classes["pane"]}>
        <NewReceiver variant="default" onMade={(receiver) => onSearch({ receiver })} />
        <ul className={classes["list"]} aria-label="Test receivers">
          {rows.map((receiver) => (
            <li key={receiver.id}>
              <UnstyledButton
                className={classes["receiver"] ?? ""}
                aria-current={receiver.id === chosen?.id ? "true" : undefined}
                onClick={() => onSearch({ receiver: receiver.id })}
              >
                <Text size="sm" fw={600} truncate>
                  {receiver.name}
                </Text>
                <Group justify="space-between" gap="xs" mt={4}>
                  <ToneBadge tone={ANSWERS[receiver.behaviour.answer].tone}>
                    {describeBehaviour(receiver.behaviour)}
                  </ToneBadge>
                  <Text size="xs" c="dimmed">
                    {count(receiver.received)} received
                  </Text>
                </Group>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </div>
      {chosen !== undefined && (
        <ReceiverPane
          key={chosen.id}
          receiver={chosen}
          openRequest={search.request}
          onOpen={(request) => onSearch({ receiver: chosen.id, ...(request === undefined ? {} : { request }) })}
          onRemoved={() => onSearch({})}
        />
      )}
    </div>
  );
}

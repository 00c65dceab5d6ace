import { Tabs } from "@mantine/core";
import { IconPlugConnected, IconWaveSine } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { ReceiversTab } from "./receivers-tab.tsx";
import { type SimulatorSearch, simulatorRoute } from "./route.ts";
import { TrafficTab } from "./traffic-tab.tsx";

/** Receivers that answer as told, and traffic to fill them: everything can be tried without a consumer. */
export function SimulatorScreen(): ReactElement {
  const search = simulatorRoute.useSearch();
  const navigate = useNavigate();
  const go = (next: SimulatorSearch): void => void navigate({ to: "/simulator", search: next, replace: true });
  return (
    <>
      <PageHeader
        title="Simulator"
        description="Receivers that answer as you tell them, and realistic traffic at a rate you choose."
      />
      <Tabs
        value={search.tab ?? "receivers"}
        onChange={(tab) => go(tab === "traffic" ? { tab } : {})}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="receivers" leftSection={<IconPlugConnected size={16} />}>
            Receivers
          </Tabs.Tab>
          <Tabs.Tab value="traffic" leftSection={<IconWaveSine size={16} />}>
            Traffic
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="receivers">
          <ReceiversTab search={search} onSearch={go} />
        </Tabs.Panel>
        <Tabs.Panel value="traffic">
          <TrafficTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

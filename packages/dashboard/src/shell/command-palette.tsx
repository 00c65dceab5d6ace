import { Kbd, UnstyledButton } from "@mantine/core";
import { openSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconArrowRight, IconBook, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useSession } from "../session/session.ts";
import { targetOfId } from "./id-target.ts";
import { navigationFor } from "./navigation.ts";
import classes from "./shell.module.css";

export const openCommandPalette = openSpotlight;

const MODIFIER = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export function PaletteButton(): ReactElement {
  return (
    <UnstyledButton className={classes["search"]} onClick={openSpotlight} visibleFrom="sm">
      <IconSearch size={15} stroke={2} aria-hidden="true" />
      <span>Search or go to…</span>
      <Kbd size="xs">{MODIFIER} K</Kbd>
    </UnstyledButton>
  );
}

const READING: SpotlightActionGroupData = {
  group: "Read",
  actions: [
    {
      id: "docs",
      label: "API reference",
      description: "Every call, field and error",
      leftSection: <IconBook size={18} stroke={1.75} />,
      onClick: () => void window.open("/docs", "_blank", "noopener"),
    },
  ],
};

/** Go anywhere by name, or by an id out of a log. */
export function CommandPalette(): ReactElement {
  const navigate = useNavigate();
  const { scopes, kind } = useSession();
  const screens = navigationFor(scopes, kind === "portal").flatMap(({ destinations }) => destinations);
  const [query, setQuery] = useState("");
  const named = targetOfId(query);
  const groups: SpotlightActionGroupData[] = [
    ...(named === undefined
      ? []
      : [
          {
            group: "Open",
            actions: [
              {
                id: "named",
                label: named.label,
                leftSection: <IconArrowRight size={18} stroke={1.75} />,
                onClick: () => void navigate(named),
              },
            ],
          },
        ]),
    {
      group: "Go to",
      actions: screens.map(({ label, to, purpose, icon: Icon }) => ({
        id: to,
        label,
        description: purpose,
        leftSection: <Icon size={18} stroke={1.75} />,
        onClick: () => void navigate({ to }),
      })),
    },
    ...(kind === "portal" ? [] : [READING]),
  ];
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      highlightQuery
      scrollable
      overlayProps={{ backgroundOpacity: 0.35, blur: 2 }}
      maxHeight={420}
      nothingFound="Nothing has that name"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: "Go to a screen, or paste an id…",
        "aria-label": "Search screens and commands",
      }}
    />
  );
}

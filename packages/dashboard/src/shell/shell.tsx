import { ActionIcon, AppShell, Burger, Group, Tooltip } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { type ReactElement, useEffect, useRef } from "react";
import { focusScreenSearch } from "../components/screen-search.ts";
import { useBrand } from "../session/brand.ts";
import { useSession } from "../session/session.ts";
import { useSessionEnd } from "../session/use-session-end.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Mark, PortalMark } from "./brand.tsx";
import { ColorSchemeMenu } from "./color-scheme-menu.tsx";
import { CommandPalette, openCommandPalette, PaletteButton } from "./command-palette.tsx";
import { Navigation } from "./nav.tsx";
import classes from "./shell.module.css";

/** What stands around every screen: navigation, header, command palette. */
export function Shell(): ReactElement {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { mode, kind, theme } = useSession();
  const brand = useBrand();
  // Whoever came in by a portal link is at a page of its maker: nothing there is about this server.
  const isPortal = kind === "portal";
  const main = useScreenFocus(close);
  useSessionEnd();
  useHotkeys([["/", focusScreenSearch]]);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "md", sm: "lg" }}
    >
      <a href="#main" className={classes["skip"]}>
        Skip to content
      </a>
      <AppShell.Header className={classes["header"]}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? "Close the navigation" : "Open the navigation"}
              aria-expanded={opened}
              aria-controls="navigation"
            />
            <Link to="/" className={classes["brand"]} aria-label={`${brand}, home`}>
              {theme?.name === undefined ? <Mark /> : <PortalMark name={theme.name} />}
              <span>{brand}</span>
            </Link>
            {mode === "development" && !isPortal && <DevelopmentMark />}
          </Group>
          <Group gap={4} wrap="nowrap">
            <PaletteButton />
            <ActionIcon hiddenFrom="sm" size="lg" aria-label="Search and commands" onClick={openCommandPalette}>
              <IconSearch size={18} />
            </ActionIcon>
            {(theme?.color_scheme ?? "system") === "system" && <ColorSchemeMenu />}
            {!isPortal && <AccountMenu />}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"]} p="sm" id="navigation">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} ref={main} className={classes["main"]}>
        <div className={classes["content"]}>
          <Outlet />
        </div>
      </AppShell.Main>
      <CommandPalette />
    </AppShell>
  );
}

function DevelopmentMark(): ReactElement {
  return (
    <Tooltip label="Endpoints on loopback and plain http:// are allowed">
      <span className={classes["mode"]}>
        Dev<span className={classes["modeRest"]}>elopment</span>
      </span>
    </Tooltip>
  );
}

/** A new screen is where reading goes on: the focus moves there, and the navigation of a small window closes. */
function useScreenFocus(onChange: () => void): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (shown.current !== undefined && pathname !== shown.current) {
      onChange();
      main.current?.focus({ preventScroll: true });
    }
    shown.current = pathname;
  }, [pathname, onChange]);
  return main;
}

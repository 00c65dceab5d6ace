import { ScrollArea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useSession } from "../session/session.ts";
import { navigationFor } from "./navigation.ts";
import { OpenAlertsBadge } from "./open-alerts.tsx";
import classes from "./shell.module.css";

export function Navigation(): ReactElement {
  const { scopes, kind } = useSession();
  return (
    <ScrollArea type="auto" h="100%" component="nav" aria-label="Screens">
      {navigationFor(scopes, kind === "portal").map(({ label, destinations }) => (
        <div key={label ?? ""}>
          {label !== null && <div className={classes["group"]}>{label}</div>}
          <ul className={classes["list"]} aria-label={label ?? undefined}>
            {destinations.map(({ to, label: text, icon: Icon }) => (
              <li key={to}>
                <Link to={to} className={classes["link"]} activeOptions={{ exact: to === "/", includeSearch: false }}>
                  <Icon size={17} stroke={1.75} aria-hidden="true" />
                  {text}
                  {to === "/alerts" && <OpenAlertsBadge />}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </ScrollArea>
  );
}

import type { Scope } from "@callcall/webhooks/client";
import {
  IconActivity,
  IconAppWindow,
  IconBell,
  IconBraces,
  IconHome,
  IconInbox,
  IconKey,
  IconPlugConnected,
  IconRoute,
  IconSend,
  IconSettings,
  IconShieldCheck,
  IconTerminal2,
  type TablerIcon,
} from "@tabler/icons-react";

export interface Destination {
  readonly label: string;
  readonly to:
    | "/"
    | "/endpoints"
    | "/events"
    | "/tester"
    | "/signatures"
    | "/console"
    | "/simulator"
    | "/event-types"
    | "/alerts"
    | "/activity"
    | "/keys"
    | "/portal-links"
    | "/settings";
  readonly icon: TablerIcon;
  /** What the command palette says of it, and finds it by. */
  readonly purpose: string;
  /** Without this scope the screen would be empty. */
  readonly scope?: Scope;
  /** Not for those who came in by a portal link. */
  readonly own?: true;
}

export interface DestinationGroup {
  readonly label: string | null;
  readonly destinations: readonly Destination[];
}

export const NAVIGATION: readonly DestinationGroup[] = [
  {
    label: null,
    destinations: [
      { label: "Home", to: "/", icon: IconHome, purpose: "Health at a glance" },
      { label: "Endpoints", to: "/endpoints", icon: IconRoute, purpose: "Who receives what", scope: "webhooks:read" },
      {
        label: "Events",
        to: "/events",
        icon: IconInbox,
        purpose: "What happened, and where it went",
        scope: "events:read",
      },
    ],
  },
  {
    label: "Build",
    destinations: [
      {
        label: "Tester",
        to: "/tester",
        icon: IconSend,
        purpose: "Send a sample and see the answer",
        scope: "webhooks:write",
      },
      {
        label: "Signatures",
        to: "/signatures",
        icon: IconShieldCheck,
        purpose: "Why does a signature not verify?",
        scope: "webhooks:read",
      },
      {
        label: "Console",
        to: "/console",
        icon: IconTerminal2,
        purpose: "Everything, as it happens",
        scope: "events:read",
      },
      {
        label: "Simulator",
        to: "/simulator",
        icon: IconPlugConnected,
        purpose: "Receivers and traffic to try things with",
        scope: "webhooks:write",
      },
      {
        label: "Event types",
        to: "/event-types",
        icon: IconBraces,
        purpose: "Schemas, examples and types",
        scope: "webhooks:read",
      },
    ],
  },
  {
    label: "Operate",
    destinations: [
      { label: "Alerts", to: "/alerts", icon: IconBell, purpose: "What fired, and the rules", scope: "alerts:read" },
      {
        label: "Activity",
        to: "/activity",
        icon: IconActivity,
        purpose: "Who did what, and when",
        scope: "audit:read",
      },
      { label: "API keys", to: "/keys", icon: IconKey, purpose: "Make and revoke keys", scope: "keys:read" },
      {
        label: "Portal links",
        to: "/portal-links",
        icon: IconAppWindow,
        purpose: "The dashboard for a customer of yours",
        scope: "portal:write",
      },
      { label: "Settings", to: "/settings", icon: IconSettings, purpose: "Appearance, account, server", own: true },
    ],
  },
];

/** What a session with these scopes has something to see in; `portal`: that of a portal link. */
export function navigationFor(scopes: readonly Scope[], portal: boolean): readonly DestinationGroup[] {
  return NAVIGATION.map(({ label, destinations }) => ({
    label,
    destinations: destinations.filter(
      ({ scope, own = false }) => (scope === undefined || scopes.includes(scope)) && !(portal && own),
    ),
  })).filter(({ destinations }) => destinations.length > 0);
}

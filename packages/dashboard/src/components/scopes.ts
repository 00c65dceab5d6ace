import type { Scope } from "@callcall/webhooks/client";

export interface ScopeGroup {
  readonly label: string;
  readonly scopes: readonly { readonly scope: Scope; readonly allows: string }[];
}

/** Every scope, by what it is about, and what it allows in plain words. */
export const SCOPE_GROUPS: readonly ScopeGroup[] = [
  {
    label: "Events",
    scopes: [
      { scope: "events:write", allows: "Publish events; send a delivery again, or cancel it" },
      { scope: "events:read", allows: "See events, payloads, deliveries, attempts and the live stream" },
    ],
  },
  {
    label: "Endpoints",
    scopes: [
      { scope: "webhooks:write", allows: "Register, change, test and remove endpoints; change event types" },
      { scope: "webhooks:read", allows: "See endpoints with masked secrets, event types, the signature check" },
    ],
  },
  {
    label: "Signing secrets",
    scopes: [
      { scope: "secrets:write", allows: "Rotate secrets; the answer shows them" },
      { scope: "secrets:read", allows: "Reveal secrets: whoever has one can sign as this server" },
    ],
  },
  {
    label: "Administration",
    scopes: [
      { scope: "keys:write", allows: "Make and revoke API keys, with the scopes it has itself" },
      { scope: "keys:read", allows: "See API keys, without the keys themselves" },
      { scope: "portal:write", allows: "Make and revoke portal links" },
      { scope: "audit:read", allows: "See who did what, and when" },
      { scope: "alerts:write", allows: "Change and mute alert rules, resolve alerts" },
      { scope: "alerts:read", allows: "See alert rules, and what fired" },
    ],
  },
];

export interface Preset {
  readonly value: string;
  readonly label: string;
  readonly description: string;
  readonly has: (scope: Scope) => boolean;
}

/** The usual choices: what most keys are for. */
export const PRESETS: readonly Preset[] = [
  {
    value: "publish",
    label: "Publish",
    description: "For the service that sends events, and nothing else",
    has: (scope) => scope === "events:write",
  },
  {
    value: "read",
    label: "Read",
    description: "For dashboards and monitoring: sees everything but secrets, changes nothing",
    has: (scope) => scope.endsWith(":read") && scope !== "secrets:read",
  },
  {
    value: "all",
    label: "Everything",
    description: "All that you may do yourself",
    has: () => true,
  },
];

/** The groups with the scopes that may be given alone. */
export function groupsOf(given: readonly Scope[]): readonly ScopeGroup[] {
  return SCOPE_GROUPS.map(({ label, scopes }) => ({
    label,
    scopes: scopes.filter(({ scope }) => given.includes(scope)),
  })).filter(({ scopes }) => scopes.length > 0);
}

/** The preset that is just these scopes; `custom` when there is none. */
export function presetOf(chosen: readonly Scope[], given: readonly Scope[]): string {
  const found = PRESETS.find(({ has }) => {
    const wanted = given.filter(has);
    return wanted.length > 0 && wanted.length === chosen.length && wanted.every((scope) => chosen.includes(scope));
  });
  return found?.value ?? "custom";
}

/** "All 12 scopes", "events:write", "events:read, webhooks:read and 2 more". */
export function scopesInWords(scopes: readonly Scope[]): string {
  const all = SCOPE_GROUPS.flatMap((group) => group.scopes).length;
  if (scopes.length === all) return `All ${all} scopes`;
  const [first = "", second] = scopes;
  if (scopes.length <= 2) return scopes.join(", ");
  return `${first}, ${second} and ${scopes.length - 2} more`;
}

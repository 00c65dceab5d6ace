/** What a key may do. `operator` keys are made by the server's owner and may act on any account. */
export const SCOPES = [
  "events:write",
  "events:read",
  "webhooks:write",
  "webhooks:read",
  "secrets:write",
  "secrets:read",
  "keys:write",
  "keys:read",
  "audit:read",
  "alerts:write",
  "alerts:read",
  "portal:write",
] as const;

export type Scope = (typeof SCOPES)[number];

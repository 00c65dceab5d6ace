/**
 * Identifiers: `<prefix>_<22 characters>`, sortable by creation time as plain text, never with a dot
 * (Standard Webhooks signs `<id>.<timestamp>.<body>`: a dot in an id would let two messages share one signed text).
 */
export const ID_PREFIXES = {
  account: "acct",
  webhook: "wh",
  event: "evt",
  delivery: "dlv",
  attempt: "att",
  key: "key",
  secret: "sec",
  request: "req",
  audit: "aud",
  session: "ses",
  portal: "prt",
  receiver: "rcv",
  traffic: "trf",
  replay: "rpl",
  alertRule: "alr",
  alert: "alt",
  alertMessage: "alm",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** The account that exists from the first start, and that an operator key acts on unless told otherwise. */
export const DEFAULT_ACCOUNT_ID = "acct_default";

const ID_BODY: RegExp = /^[0-9A-Za-z]{1,64}$/;

/** Whether `text` could be an identifier of this kind. Existence is the store's business. */
export function isId(kind: IdKind, text: string): boolean {
  const prefix = `${ID_PREFIXES[kind]}_`;
  return text.startsWith(prefix) && ID_BODY.test(text.slice(prefix.length));
}

/** An event id may be the publisher's own: `[A-Za-z0-9_-]{1,64}`, no dot for the reason above. */
export const EVENT_ID_PATTERN: RegExp = /^[A-Za-z0-9_-]{1,64}$/;

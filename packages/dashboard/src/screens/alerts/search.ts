import { type AlertKind, KINDS } from "./kinds.ts";

/** Which of the alerts that are over are shown. */
export interface AlertsSearch {
  readonly webhook?: string;
  readonly rule?: string;
}

/** An address is written by anybody: what is not understood is left out. */
export function toAlertsSearch(raw: Readonly<Record<string, unknown>>): AlertsSearch {
  return { ...id("webhook", "wh", raw), ...id("rule", "alr", raw) };
}

export function toNewRuleSearch(raw: Readonly<Record<string, unknown>>): {
  readonly kind?: AlertKind;
  readonly webhook?: string;
} {
  const kind = KINDS.find((each) => each === raw["kind"]);
  return { ...(kind === undefined ? {} : { kind }), ...id("webhook", "wh", raw) };
}

function id<Name extends string>(
  name: Name,
  prefix: string,
  raw: Readonly<Record<string, unknown>>,
): { [Key in Name]?: string } {
  const value = raw[name];
  const isId = typeof value === "string" && new RegExp(`^${prefix}_[0-9A-Za-z]{1,64}$`).test(value);
  return isId ? ({ [name]: value } as { [Key in Name]?: string }) : {};
}

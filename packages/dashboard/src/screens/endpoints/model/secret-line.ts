import type { SigningSecret } from "@callcall/webhooks/client";

export interface SecretBar {
  readonly hint: string;
  /** From 0 to 1 on the line. */
  readonly from: number;
  readonly to: number;
  readonly newest: boolean;
  /** When an older one ends, RFC 3339. */
  readonly endsAt: string | null;
}

export interface SecretLine {
  readonly bars: readonly SecretBar[];
  readonly now: number;
}

/** What stands before the rotation and after the end of the last old secret, as a share of the time between. */
const MARGIN = 0.18;

/** A rotation on a line: the newest secret from its beginning on, the older ones until each ends. */
export function secretLine(secrets: readonly SigningSecret[], nowMs: number): SecretLine {
  const begun = Date.parse(secrets[0]?.created_at ?? "");
  const ends = secrets.flatMap(({ expires_at }) => (expires_at === null ? [] : [Date.parse(expires_at)]));
  const span = Math.max(60_000, Math.max(begun, ...ends) - begun);
  const start = begun - span * MARGIN;
  const whole = span * (1 + 2 * MARGIN);
  const place = (ms: number): number => Math.min(1, Math.max(0, (ms - start) / whole));
  return {
    now: place(nowMs),
    bars: secrets.map(({ hint, created_at, expires_at }, index) => ({
      hint,
      newest: index === 0,
      from: place(Date.parse(created_at)),
      to: expires_at === null ? 1 : place(Date.parse(expires_at)),
      endsAt: expires_at,
    })),
  };
}

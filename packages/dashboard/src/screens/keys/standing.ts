import type { Key } from "@callcall/webhooks/client";
import type { Tone } from "../../components/tone.ts";

export type Standing = "active" | "ending" | "expired" | "revoked";

/** A week before its end somebody should know. */
const ENDING_MS = 7 * 86_400_000;

export const STANDINGS: Readonly<Record<Standing, { readonly label: string; readonly tone: Tone }>> = {
  active: { label: "Active", tone: "ok" },
  ending: { label: "Ends soon", tone: "warn" },
  expired: { label: "Expired", tone: "calm" },
  revoked: { label: "Revoked", tone: "calm" },
};

export function standingOf(
  { revoked_at, expires_at }: Pick<Key, "revoked_at" | "expires_at">,
  nowMs: number,
): Standing {
  if (revoked_at !== null) return "revoked";
  if (expires_at === null) return "active";
  const left = Date.parse(expires_at) - nowMs;
  return left <= 0 ? "expired" : left <= ENDING_MS ? "ending" : "active";
}

/** Whether it opens anything. */
export function stands(standing: Standing): boolean {
  return standing === "active" || standing === "ending";
}

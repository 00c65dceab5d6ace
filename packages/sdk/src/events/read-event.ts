import type { WebhookEvent } from "./event.ts";
import { parseJson } from "./parse-json.ts";

/**
 * The event in a body, or undefined when the body is not one: not UTF-8, not JSON, or no envelope.
 * `data` is passed on as it is: its shape is the publisher's, checked where the event was accepted.
 */
export function readEvent(body: Uint8Array): WebhookEvent | undefined {
  const value = parseJson(body)?.value;
  return isEnvelope(value) ? value : undefined;
}

function isEnvelope(value: unknown): value is WebhookEvent {
  if (typeof value !== "object" || value === null || !("data" in value)) return false;
  const { id, type, created, version } = value as Partial<Record<string, unknown>>;
  return [id, type, created, version].every((field) => typeof field === "string" && field !== "");
}

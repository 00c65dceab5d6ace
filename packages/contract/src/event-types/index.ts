import { z } from "zod";
import { analysisCompleted } from "./analysis-completed.ts";
import { customerQualified } from "./customer-qualified.ts";
import type { EventTypeDefinition } from "./definition.ts";
import { messageReceived } from "./message-received.ts";
import { serviceMatched } from "./service-matched.ts";

/** The four types that every account has from the start. */
export const BUILT_IN_EVENT_TYPES = [customerQualified, serviceMatched, messageReceived, analysisCompleted] as const;

/** `data` of a built-in type, by name. */
export type BuiltInEventData = {
  [Type in (typeof BUILT_IN_EVENT_TYPES)[number] as Type["name"]]: z.infer<Type["data"]>;
};

/** The JSON Schema (draft 2020-12) of a built-in type's `data`, as the catalogue shows and ingest enforces it. */
export function dataSchemaOf(type: EventTypeDefinition): Record<string, unknown> {
  // `io: "input"` leaves objects open: a publisher may add fields before the catalogue knows them.
  return z.toJSONSchema(type.data, { io: "input" }) as Record<string, unknown>;
}

/** Event type names: full-stop separated words, `customer.qualified`. */
export const EVENT_TYPE_PATTERN: RegExp = /^[a-z0-9_]+(?:\.[a-z0-9_]+){0,7}$/;
export const EVENT_TYPE_CHARACTERS = 128;

/** What a webhook subscribes to: an exact name, `customer.*`, or `*`. */
export const SUBSCRIPTION_PATTERN: RegExp = /^(?:\*|[a-z0-9_]+(?:\.[a-z0-9_]+){0,7}(?:\.\*)?)$/;

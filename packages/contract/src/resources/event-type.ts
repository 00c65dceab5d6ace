import { z } from "zod";
import { EVENT_TYPE_CHARACTERS, EVENT_TYPE_PATTERN } from "../event-types/index.ts";
import { LIMITS } from "../limits.ts";
import { Instant, JsonValue, pageOf } from "./common.ts";

const JsonSchema = z.record(z.string(), JsonValue).meta({ description: "JSON Schema, draft 2020-12" });

export const Validation = z.enum(["strict", "warn"]).meta({
  description: "strict: data that departs from the schema is refused. warn: it is accepted and flagged",
});

export const EventTypeCreate = z
  .strictObject({
    name: z
      .string()
      .max(EVENT_TYPE_CHARACTERS)
      .regex(EVENT_TYPE_PATTERN, "must be words of a-z, 0-9, _ joined by dots"),
    description: z.string().max(LIMITS.description_characters).default(""),
    schema: JsonSchema.optional(),
    example: JsonValue.optional(),
    version: z
      .string()
      .regex(/^[0-9A-Za-z.-]{1,32}$/)
      .optional(),
    validation: Validation.default("warn"),
  })
  .meta({ id: "EventTypeCreate" });
export type EventTypeCreate = z.infer<typeof EventTypeCreate>;

export const EventTypeUpdate = z
  .strictObject({
    description: z.string().max(LIMITS.description_characters),
    schema: JsonSchema.nullable(),
    example: JsonValue,
    validation: Validation,
    archived: z.boolean().meta({ description: "An archived type takes no new events and no new subscriptions" }),
  })
  .partial()
  .refine((value) => Object.keys(value).length > 0, { message: "Cannot update nothing: name at least one field" })
  .meta({ id: "EventTypeUpdate" });
export type EventTypeUpdate = z.infer<typeof EventTypeUpdate>;

export const EventType = z
  .object({
    name: z.string(),
    description: z.string(),
    built_in: z.boolean(),
    archived: z.boolean(),
    validation: Validation,
    version: z.string().meta({ description: "The newest payload version" }),
    schemas: z.record(z.string(), JsonSchema).meta({ description: "JSON Schema of data, per payload version" }),
    example: JsonValue.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: "EventType" });
export type EventType = z.infer<typeof EventType>;

export const EventTypePage = pageOf(EventType, "EventTypePage");

import type { z } from "zod";

/** A built-in entry of the catalogue: one file each, schema and example side by side. */
export interface EventTypeDefinition<Data extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  /** Payload versions, oldest first; the last one is the default of new webhooks. */
  readonly version: string;
  readonly data: Data;
  readonly example: z.infer<Data>;
}

export function defineEventType<const Name extends string, Data extends z.ZodType>(
  definition: EventTypeDefinition<Data> & { readonly name: Name },
): EventTypeDefinition<Data> & { readonly name: Name } {
  return definition;
}

/** Payload version that new webhooks are pinned to. */
export const CURRENT_VERSION = "2024-01-01";

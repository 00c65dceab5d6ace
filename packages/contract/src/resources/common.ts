import { z } from "zod";
import { LIMITS } from "../limits.ts";

/** An instant on the wire: RFC 3339 in UTC with milliseconds. */
export const Instant = z.iso.datetime().meta({ id: "Instant", example: "2025-02-07T02:55:00.000Z" });

/**
 * Any JSON value. It judges what JSON.parse made, which cannot be anything else: walking it again would
 * only cost time, and a recursive schema appears in the documentation once per use.
 */
export const JsonValue = z.unknown().meta({ id: "JsonValue", description: "Any JSON value" }) as z.ZodType<
  z.core.util.JSONType,
  z.core.util.JSONType
>;

export const Metadata = z
  .record(z.string().min(1).max(LIMITS.metadata_key_characters), z.string().max(LIMITS.metadata_value_characters))
  .refine((value) => Object.keys(value).length <= LIMITS.metadata_keys, {
    message: `Cannot have more than ${LIMITS.metadata_keys} keys`,
  })
  .meta({ id: "Metadata", description: "Your own labels, kept and returned, never sent to the consumer" });

/** Query of every list. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIMITS.page_max).default(LIMITS.page_default),
  cursor: z.string().min(1).max(LIMITS.cursor_characters).optional(),
});

/** Answer of every list. `next_cursor` is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() }).meta({ id });
}

/**
 * Answer of a list that looks at a bounded number of rows ({@link LIMITS.list_rows_examined}): a page may be shorter
 * than `limit`, even empty, and has a `next_cursor` all the same while there are rows that were not looked at.
 */
export function searchOf<Item extends z.ZodType>(item: Item, id: string) {
  return pageOf(item, id)
    .extend({
      searched_to: Instant.nullable().meta({
        description:
          "How far back was looked; next_cursor goes on from there. null: to the end. A page may be short, even empty, before that",
      }),
    })
    .meta({ id });
}

export const NoBody = z.undefined();

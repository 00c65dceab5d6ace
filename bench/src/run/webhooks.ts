import { SCHEMA, typeName } from "../http/payload.ts";
import type { Server } from "./server.ts";

/** Requests under way while webhooks are made. */
const AT_ONCE = 16;

interface Wanted {
  readonly count: number;
  /** That they share evenly, by default one each, which spreads what is published over them. */
  readonly types?: number;
  /** Where each leads to. */
  readonly urlOf: (index: number) => string;
  /** By default the one that publishes. */
  readonly accountId?: string;
}

/** @returns their ids */
export async function makeWebhooks(
  server: Server,
  { count, types = count, urlOf, accountId }: Wanted,
): Promise<readonly string[]> {
  for (let type = 0; type < types; type++) {
    const body = { name: typeName(type), schema: SCHEMA, validation: "strict" };
    await server.call("POST", "/event-types", body, accountId);
  }
  const ids: string[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const made = Array.from({ length: Math.min(AT_ONCE, count - from) }, async (_, offset) => {
      const index = from + offset;
      const body = { url: urlOf(index), events: [typeName(index % types)] };
      return (await server.call<{ readonly id: string }>("POST", "/webhooks", body, accountId)).id;
    });
    ids.push(...(await Promise.all(made)));
  }
  return ids;
}

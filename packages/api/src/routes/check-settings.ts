import { isId, Problem, WebhookCheck, type WebhookCheckResult } from "@callcall/contract";
import type { Caller, Engine } from "@callcall/engine";
import { z } from "zod";
import { readBody } from "../middleware/body.ts";
import { faultsIn } from "../middleware/schema.ts";

const OBJECT = { schema: z.record(z.string(), z.unknown()) };

/** Faults of shape and faults against the rules, all at once: a form shows both beside its fields. */
export async function checkSettings(engine: Engine, caller: Caller, body: Uint8Array): Promise<WebhookCheckResult> {
  const value = readBody(OBJECT, body) as Readonly<Record<string, unknown>>;
  const faults = faultsIn(WebhookCheck, value);
  // What has the wrong shape cannot be held against a rule; the other fields can.
  const misshapen = new Set(faults.map(({ pointer }) => pointer.split("/")[1]));
  const sound = WebhookCheck.parse(Object.fromEntries(Object.entries(value).filter(([name]) => !misshapen.has(name))));
  if (sound.webhook_id !== undefined && !isId("webhook", sound.webhook_id)) throw new Problem("not_found", "");
  return { errors: [...faults, ...(await engine.webhooks.check(caller, sound))] };
}

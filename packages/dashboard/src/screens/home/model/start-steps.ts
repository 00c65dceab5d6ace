import type { Receiver, Webhook } from "@callcall/webhooks/client";

/** The three steps of the start, in order. */
export const START_STEPS = ["receiver", "endpoint", "event"] as const;
export type StartStep = (typeof START_STEPS)[number];

/** What is there already: the start goes on where an earlier visit stopped. */
export interface StartState {
  readonly receiver: Receiver | null;
  readonly webhook: Webhook | null;
}

/** The newest receiver that has an endpoint, else the newest receiver. `receivers` and `webhooks` are newest first. */
export function startStateOf(receivers: readonly Receiver[], webhooks: readonly Webhook[]): StartState {
  for (const receiver of receivers) {
    const webhook = webhooks.find(({ url }) => url === receiver.url);
    if (webhook !== undefined) return { receiver, webhook };
  }
  return { receiver: receivers[0] ?? null, webhook: null };
}

export function nextStep({ receiver, webhook }: StartState): StartStep {
  if (receiver === null) return "receiver";
  return webhook === null ? "endpoint" : "event";
}

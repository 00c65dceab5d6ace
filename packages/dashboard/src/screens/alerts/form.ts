import type { AlertChannel, AlertCondition, AlertRule, AlertRuleCreate } from "@callcall/webhooks/client";
import type { ApiProblem } from "../../api/problem.ts";
import { type AlertKind, FIRST_CONDITIONS } from "./kinds.ts";

/** A rule as it stands in the form. A field that is being typed may be empty. */
export interface RuleDraft {
  readonly name: string;
  readonly condition: AlertCondition;
  readonly webhookId: string | null;
  readonly channels: readonly ChannelDraft[];
}

/** The key is for React alone: rows come and go. */
export interface ChannelDraft {
  readonly key: number;
  readonly channel: AlertChannel;
}

let keys = 0;

export function channelDraft(channel: AlertChannel): ChannelDraft {
  keys += 1;
  return { key: keys, channel };
}

export function emptyChannel(kind: AlertChannel["kind"]): AlertChannel {
  return kind === "email" ? { kind, to: [] } : { kind, url: "" };
}

export function draftOf({ name, condition, webhook_id, channels }: AlertRule): RuleDraft {
  return { name, condition, webhookId: webhook_id, channels: channels.map(channelDraft) };
}

export function newDraft(kind: AlertKind, webhookId: string | null): RuleDraft {
  return { name: "", condition: FIRST_CONDITIONS[kind], webhookId, channels: [] };
}

/** What is sent to the API. */
export function bodyOf({
  name,
  condition,
  webhookId,
  channels,
}: RuleDraft): Required<Pick<AlertRuleCreate, "name" | "condition" | "webhook_id" | "channels">> {
  return {
    name: name.trim(),
    condition,
    webhook_id: webhookId,
    channels: channels.map(({ channel }) => channel),
  };
}

export function isChanged(draft: RuleDraft, rule: AlertRule): boolean {
  return JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(rule)));
}

/** What the API found wrong, by where it stands in the form. */
export function faultAt(problem: ApiProblem | null, pointer: string): string | undefined {
  const fault = problem?.errors.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));
  return fault === undefined ? undefined : sentence(fault.detail);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

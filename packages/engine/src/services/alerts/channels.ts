import { type AlertChannel, Problem } from "@callcall/contract";
import { type AddressPolicy, judgeUrl } from "../../http/index.ts";

export interface ChannelRules {
  readonly policy: AddressPolicy;
  /** Whether mail can be sent. */
  readonly mails: boolean;
}

/**
 * The channels as they are to be stored: URLs judged as those of webhooks, and in canonical form.
 *
 * @param before the channels so far: a masked Slack URL stands for the one that it was made from
 * @throws Problem address_refused, conflict
 */
export function checkedChannels(
  channels: readonly AlertChannel[],
  before: readonly AlertChannel[],
  rules: ChannelRules,
): readonly AlertChannel[] {
  return channels.map((channel, index): AlertChannel => {
    const pointer = `/channels/${index}`;
    if (channel.kind === "email") {
      if (!rules.mails) throw noMailServer(pointer);
      return { ...channel, to: [...new Set(channel.to)] };
    }
    const url = channel.kind === "slack" ? unmasked(channel.url, index, before) : channel.url;
    return { ...channel, url: checkedUrl(url, pointer, rules.policy) };
  });
}

function noMailServer(pointer: string): Problem {
  return new Problem("conflict", "Cannot send e-mail: the server has no mail server (CALLCALL_SMTP_URL)", {
    errors: [{ pointer, detail: "needs CALLCALL_SMTP_URL and CALLCALL_MAIL_FROM to be set" }],
  });
}

function checkedUrl(url: string, pointer: string, policy: AddressPolicy): string {
  const verdict = judgeUrl(url, policy);
  if (verdict.ok) return verdict.url;
  throw new Problem("address_refused", `Cannot send alerts to this URL: ${verdict.detail}`, {
    errors: [{ pointer: `${pointer}/url`, detail: verdict.detail }],
  });
}

/** A form sends back what it was shown: for a Slack URL, that is the mask. */
function unmasked(url: string, index: number, before: readonly AlertChannel[]): string {
  const isMeant = (channel: AlertChannel | undefined) => channel?.kind === "slack" && maskedUrl(channel.url) === url;
  const kept = isMeant(before[index]) ? before[index] : before.find(isMeant);
  return kept?.kind === "slack" ? kept.url : url;
}

/** Whoever has a Slack URL may post with it: only its host and its end are shown. */
export function maskedUrl(url: string): string {
  return `${new URL(url).origin}/…${url.slice(-4)}`;
}

/** As shown to the owner. */
export function channelView(channel: AlertChannel): AlertChannel {
  return channel.kind === "slack" ? { ...channel, url: maskedUrl(channel.url) } : channel;
}

/** As it may be stored in the clear: in the audit log, for one. */
export function bareChannel(channel: AlertChannel): AlertChannel {
  return channel.kind === "email" ? channel : { ...channel, url: maskedUrl(channel.url) };
}

/** Where a channel leads, in one line, stored in the clear with what was sent. */
export function targetOf(channel: AlertChannel): string {
  return channel.kind === "email" ? channel.to.join(", ") : maskedUrl(channel.url);
}

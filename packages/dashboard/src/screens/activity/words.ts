import {
  IconActivity,
  IconArrowBackUp,
  IconBan,
  IconBellCheck,
  IconEye,
  IconLogin2,
  IconLogout2,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconRefresh,
  IconTrash,
  type TablerIcon,
} from "@tabler/icons-react";
import type { RouterLink } from "../../attempts/links.ts";
import { deliveryLink, endpointLink, eventLink } from "../../attempts/links.ts";
import type { Tone } from "../../components/tone.ts";

/** What an action reads like: "deploy" + "changed the endpoint" + its name. */
export interface ActionWords {
  readonly did: string;
  readonly icon: TablerIcon;
  readonly tone: Tone;
  /** What it was done to is named by the words already: the session of somebody who signed in. */
  readonly bare?: true;
}

const WORDS: Readonly<Record<string, ActionWords>> = {
  "webhook.create": { did: "registered the endpoint", icon: IconPlus, tone: "ok" },
  "webhook.update": { did: "changed the endpoint", icon: IconPencil, tone: "busy" },
  "webhook.enable": { did: "enabled the endpoint", icon: IconPlayerPlay, tone: "ok" },
  "webhook.disable": { did: "disabled the endpoint", icon: IconPlayerPause, tone: "warn" },
  "webhook.delete": { did: "removed the endpoint", icon: IconTrash, tone: "bad" },
  "secret.rotate": { did: "rotated the secret of", icon: IconRefresh, tone: "busy" },
  "secret.reveal": { did: "looked at the secret of", icon: IconEye, tone: "warn" },
  "event_type.create": { did: "added the event type", icon: IconPlus, tone: "ok" },
  "event_type.update": { did: "changed the event type", icon: IconPencil, tone: "busy" },
  "key.create": { did: "made the API key", icon: IconPlus, tone: "ok" },
  "key.revoke": { did: "revoked the API key", icon: IconBan, tone: "bad" },
  "account.create": { did: "opened the account", icon: IconPlus, tone: "ok" },
  "delivery.retry": { did: "sent again the delivery", icon: IconRefresh, tone: "busy" },
  "delivery.cancel": { did: "cancelled the delivery", icon: IconBan, tone: "warn" },
  "event.replay": { did: "replayed the event", icon: IconArrowBackUp, tone: "busy" },
  "replay.start": { did: "started the replay", icon: IconArrowBackUp, tone: "busy" },
  "replay.cancel": { did: "cancelled the replay", icon: IconBan, tone: "warn" },
  "session.create": { did: "signed in", icon: IconLogin2, tone: "calm", bare: true },
  "session.delete": { did: "signed out", icon: IconLogout2, tone: "calm", bare: true },
  "portal.create": { did: "made the portal link", icon: IconPlus, tone: "ok" },
  "portal.revoke": { did: "ended the portal link", icon: IconBan, tone: "warn" },
  "receiver.create": { did: "made the test receiver", icon: IconPlus, tone: "ok" },
  "receiver.update": { did: "changed the test receiver", icon: IconPencil, tone: "busy" },
  "receiver.delete": { did: "removed the test receiver", icon: IconTrash, tone: "bad" },
  "alert_rule.create": { did: "added the alert rule", icon: IconPlus, tone: "ok" },
  "alert_rule.update": { did: "changed the alert rule", icon: IconPencil, tone: "busy" },
  "alert_rule.delete": { did: "removed the alert rule", icon: IconTrash, tone: "bad" },
  "alert.resolve": { did: "resolved the alert", icon: IconBellCheck, tone: "ok" },
};

/** An action that is newer than this page is shown by its own name. */
export function wordsOf(action: string): ActionWords {
  return WORDS[action] ?? { did: `did ${action} on`, icon: IconActivity, tone: "calm" };
}

/** Choices of the filter: groups, and the single actions that somebody looks for. */
export const ACTION_CHOICES: readonly { readonly value: string; readonly label: string }[] = [
  { value: "webhook.*", label: "Endpoints" },
  { value: "secret.*", label: "Secrets: rotated, looked at" },
  { value: "secret.reveal", label: "Secrets: looked at" },
  { value: "key.*", label: "API keys" },
  { value: "session.*", label: "Sign-ins and sign-outs" },
  { value: "portal.*", label: "Portal links" },
  { value: "event_type.*", label: "Event types" },
  { value: "delivery.*", label: "Deliveries: sent again, cancelled" },
  { value: "event.replay", label: "Replays of single events" },
  { value: "replay.*", label: "Replays of a time" },
  { value: "alert_rule.*", label: "Alert rules" },
  { value: "alert.resolve", label: "Alerts: resolved by hand" },
  { value: "receiver.*", label: "Test receivers" },
  { value: "account.create", label: "Accounts" },
];

/** The screen that shows what a change was made to; undefined where there is none. */
export function targetLink(action: string, target: string): RouterLink | undefined {
  const id = encodeURIComponent(target);
  switch (action.split(".")[0]) {
    case "webhook":
    case "secret":
      return action === "webhook.delete" ? undefined : endpointLink(target);
    case "delivery":
      return deliveryLink(target);
    case "event":
      return eventLink(target);
    case "event_type":
      return { to: `/event-types/${id}` };
    case "key":
      return { to: "/keys" };
    case "portal":
      return { to: "/portal-links" };
    case "receiver":
      return { to: "/simulator" };
    case "alert":
      return { to: `/alerts/${id}` };
    case "alert_rule":
      return action === "alert_rule.delete" ? undefined : { to: `/alerts/rules/${id}` };
    default:
      return undefined;
  }
}

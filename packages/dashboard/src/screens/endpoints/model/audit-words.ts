import type { AuditEntry } from "@callcall/webhooks/client";

const WORDS: Readonly<Record<string, string>> = {
  "webhook.create": "Created",
  "webhook.update": "Settings changed",
  "webhook.enable": "Enabled",
  "webhook.disable": "Disabled",
  "webhook.delete": "Deleted",
  "secret.rotate": "Secret rotated",
  "secret.reveal": "Secret revealed",
};

/** What was done, for people; an action that is not known here stays as it is. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action;
}

/** A value of a change in a few characters. */
export function changeValue(value: AuditEntry["changes"][number]["before"]): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return value === "" ? "nothing" : value;
  return JSON.stringify(value);
}

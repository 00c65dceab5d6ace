import { type AlertMessage, headline, more, type TellingReason } from "./message.ts";

/** A message as mail. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const SUBJECT_CHARACTERS = 150;

export function mailOf(reason: TellingReason, message: AlertMessage): MailText {
  const lead = headline(reason, message);
  const rest = more(message, message.alerts.length);
  const footer = `Rule: ${message.rule_name}. Sent by CallCall Webhooks; change the rule to change who is told.`;
  const parts = message.alerts.map(({ summary, detail, opened_at, count, webhook_id, id, url }) => ({
    summary,
    lines: [
      detail,
      `Open since ${opened_at}, seen ${count} ${count === 1 ? "time" : "times"}`,
      `Endpoint ${webhook_id}, alert ${id}`,
      ...(url === null ? [] : [url]),
    ],
  }));
  const text = [
    lead,
    ...parts.map(({ summary, lines }) => [summary, ...lines.map((line) => `  ${line}`)].join("\n")),
    ...(rest === "" ? [] : [rest]),
    footer,
  ].join("\n\n");
  const html = [
    `<h2>${escapeHtml(lead)}</h2>`,
    ...parts.map(
      ({ summary, lines }) =>
        `<p><strong>${escapeHtml(summary)}</strong><br>${lines.map((line) => escapeHtml(line)).join("<br>")}</p>`,
    ),
    rest === "" ? "" : `<p>${escapeHtml(rest)}</p>`,
    `<p><small>${escapeHtml(footer)}</small></p>`,
  ].join("\n");
  return { subject: oneLine(`[CallCall] ${lead}`), text, html };
}

/** A line break in a subject would begin a header of somebody else's choice. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").slice(0, SUBJECT_CHARACTERS);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

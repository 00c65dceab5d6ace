import { type AlertMessage, headline, more, type TellingReason } from "./message.ts";

/** Slack takes 50 blocks of 3,000 characters; nobody reads as much. */
const ALERTS_SHOWN = 10;
const BLOCK_CHARACTERS = 2_900;

/** A message in the form that Slack's incoming webhooks take, and others after them. */
export function chatOf(reason: TellingReason, message: AlertMessage): unknown {
  const lead = headline(reason, message);
  const shown = message.alerts.slice(0, ALERTS_SHOWN);
  const rest = more(message, shown.length);
  return {
    text: escapeMarkup(lead),
    blocks: [
      section(`*${escapeMarkup(lead)}*`),
      ...shown.map(({ summary, detail, opened_at, webhook_id, url }) =>
        section(
          [
            `*${escapeMarkup(summary)}*`,
            escapeMarkup(detail),
            `Open since ${opened_at} · ${webhook_id}`,
            ...(url === null ? [] : [`<${url}|Look at it>`]),
          ].join("\n"),
        ),
      ),
      ...(rest === "" ? [] : [section(rest)]),
      { type: "context", elements: [{ type: "mrkdwn", text: `Rule: ${escapeMarkup(message.rule_name)}` }] },
    ],
  };
}

function section(text: string): unknown {
  return { type: "section", text: { type: "mrkdwn", text: text.slice(0, BLOCK_CHARACTERS) } };
}

/** Else `<!channel>` in the name of a rule would call everybody. */
function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

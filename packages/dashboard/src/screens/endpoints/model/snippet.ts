/** More cases than that are not an example any more. */
const CASES = 4;

/** The guide's consumer in Express, for this endpoint: its path and its types. */
export function expressSnippet(url: string, events: readonly string[]): string {
  const path = pathOf(url);
  const names = events.filter((name) => /^[a-z0-9_.]+$/.test(name)).slice(0, CASES);
  const cases = names.map(
    (name) => `    case ${JSON.stringify(name)}:\n      await ${handler(name)}(event.data);\n      break;\n`,
  );
  return `import express from "express";
import { verifyWebhookSignature, webhookBody } from "@callcall/webhooks";

const { WEBHOOK_SECRET } = process.env;
const app = express();

app.use(${path}, webhookBody()); // in the place of express.json(): a signature covers bytes

app.post(${path}, async (req, res) => {
  const signature = req.headers["x-callcall-signature"];
  const timestamp = req.headers["x-callcall-timestamp"];
  const payload = req.body;
  const isValid = verifyWebhookSignature(payload, signature, timestamp, WEBHOOK_SECRET);
  if (!isValid) return res.status(400).end();

  const event = req.body;
  switch (event.type) {
${cases.join("")}    default:
      console.log(\`Unhandled event: \${event.type}\`);
  }
  res.json({ received: true });
});
`;
}

/** The path of an address as a string of JavaScript. */
function pathOf(url: string): string {
  return JSON.stringify(URL.canParse(url) ? new URL(url).pathname : "/webhook");
}

/** `customer.qualified` as `handleCustomerQualified`. */
function handler(name: string): string {
  const words = name.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `handle${words.join("")}`;
}

/** More cases than that are not an example any more. */
const CASES = 4;

/** The guide's consumer in Express, for this endpoint: its path and its types. */
export function expressSnippet(url: string, events: readonly string[]): string {
  const path = pathOf(url);
  const cases = namesOf(events).map(
    (name) => `    case ${JSON.stringify(name)}:\n      await ${handler(name)}(event.data);\n      break;\n`,
  );
  return `import express from "express";
import { verifyWebhookSignature, webhookBody } from "@callcall/webhooks";

const { WEBHOOK_SECRET } = process.env;
const app = express();

// In the place of express.json(): a signature covers bytes.
app.use(${path}, webhookBody());

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

/** The handler of the SDK, for whatever serves a Fetch API handler: Next.js, Hono, Deno, Bun, Workers. */
export function fetchSnippet(events: readonly string[]): string {
  const cases = namesOf(events).map(
    (name) => `    ${JSON.stringify(name)}: async ({ data }) => ${handler(name)}(data),\n`,
  );
  return `import { webhookHandler } from "@callcall/webhooks";

export const POST = webhookHandler({
  secret: process.env.WEBHOOK_SECRET,
  on: {
${cases.join("")}  },
  otherwise: (event) => console.log(\`Unhandled event: \${event.type}\`),
  onError: console.error,
});
`;
}

export const PYTHON_SNIPPET = `import hashlib, hmac, time

def verify(body: bytes, signature: str, secret: str, tolerance: int = 300) -> bool:
    # signature: the header x-callcall-signature; body: the raw bytes, before any JSON parser
    fields = [field.partition("=") for field in signature.split(",")]
    timestamp = next((value for name, _, value in fields if name == "t"), "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > tolerance:
        return False
    expected = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(expected.encode(), value.encode()) for name, _, value in fields if name == "v1")
`;

function namesOf(events: readonly string[]): readonly string[] {
  return events.filter((name) => /^[a-z0-9_.]+$/.test(name)).slice(0, CASES);
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

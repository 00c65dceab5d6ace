// The guide's code as an app: verify (step 2), handle (step 3) and retry (step 4), as printed there.
// Run it in this repository, with the secret that registering http://127.0.0.1:3000/webhook answered with:
// `WEBHOOK_SECRET=whsec_… node examples/express-guide.mjs`
import { verifyWebhookSignature, wait, webhookBody } from "@callcall/webhooks";
import express from "express";

const { WEBHOOK_SECRET, PORT = "3000" } = process.env;
if (!WEBHOOK_SECRET) {
  console.error("Set WEBHOOK_SECRET to the secret of your webhook (whsec_…).");
  process.exit(2);
}

const app = express();
// In the place of express.json(): the same req.body, and the bytes that the signature covers are remembered.
app.use("/webhook", webhookBody());

app.post("/webhook", (req, res, next) => {
  const signature = req.headers["x-callcall-signature"];
  const timestamp = req.headers["x-callcall-timestamp"];
  const payload = req.body;
  const isValid = verifyWebhookSignature(payload, signature, timestamp, WEBHOOK_SECRET);
  if (isValid) return next();
  res.status(400).json({ error: "invalid signature" });
});

app.post("/webhook", async (req, res) => {
  const event = req.body;
  switch (event.type) {
    case "customer.qualified":
      await handleQualifiedCustomer(event.data);
      break;
    case "service.matched":
      await handleServiceMatch(event.data);
      break;
    default:
      console.log(`Unhandled event: ${event.type}`);
  }
  res.json({ received: true });
});

// Exponential backoff, for work of your own that may fail. Acknowledge the delivery first: the platform waits 15 seconds.
const retryWebhook = async (event, attempt = 1) => {
  try {
    await processWebhook(event);
  } catch (error) {
    if (attempt <= 5) {
      const delay = 2 ** attempt * 1000;
      await wait(delay);
      return retryWebhook(event, attempt + 1);
    }
    throw error;
  }
};

async function handleQualifiedCustomer(data) {
  console.log(`Customer ${data.customer_id} qualified with a score of ${data.score}`);
  retryWebhook(data).catch((error) => console.error("Given up:", error));
}

async function handleServiceMatch(data) {
  console.log(`Customer ${data.customer_id} matches ${data.services.length} services`);
}

/** What takes long or may fail: a call to another system, say. */
async function processWebhook(data) {
  console.log(`Processed ${data.customer_id}`);
}

const server = app.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`Waiting for webhooks on http://127.0.0.1:${server.address().port}/webhook`);
});

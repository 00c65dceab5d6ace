import type { Snippet } from "./index.ts";

/** Answer first, work later. */
export const ACKNOWLEDGE: readonly Snippet[] = [
  {
    language: "javascript",
    title: "Node (Express)",
    code: `app.post("/webhook", (req, res) => {
  res.json({ received: true });
  // After the answer. Work that must survive a crash belongs into a queue or a table of your own instead.
  processWebhook(req.body).catch((error) => console.error(req.body.id, error));
});`,
  },
  {
    language: "python",
    title: "Python (Flask)",
    code: `from concurrent.futures import ThreadPoolExecutor

workers = ThreadPoolExecutor(max_workers=4)

@app.post("/webhook")
def webhook():
    workers.submit(process_webhook, request.get_json())  # or Celery, RQ, a table of your own
    return {"received": True}`,
  },
];

/** Answer 2xx to an event that was seen before. */
export const SKIP_DUPLICATES: readonly Snippet[] = [
  {
    language: "javascript",
    title: "Node (Express)",
    code: `app.post("/webhook", async (req, res) => {
  // One statement, so that two copies at once cannot both be the first. PostgreSQL:
  const { rowCount } = await db.query(
    "INSERT INTO webhook_events (id) VALUES ($1) ON CONFLICT DO NOTHING", [req.body.id]);
  if (rowCount === 1) await handle(req.body);
  res.json({ received: true }); // in both cases: the event is done
});`,
  },
  {
    language: "python",
    title: "Python (Flask)",
    code: `@app.post("/webhook")
def webhook():
    event = request.get_json()
    with db:
        new = db.execute("INSERT INTO webhook_events (id) VALUES (%s) ON CONFLICT DO NOTHING", [event["id"]])
    if new.rowcount == 1:
        handle(event)
    return {"received": True}  # in both cases: the event is done`,
  },
];

/** A default for what is not handled. */
export const DEFAULT_CASE: readonly Snippet[] = [
  {
    language: "javascript",
    title: "Node (Express)",
    code: `switch (event.type) {
  case "customer.qualified":
    await handleQualifiedCustomer(event.data);
    break;
  case "service.matched":
    await handleServiceMatch(event.data);
    break;
  default:
    console.log(\`Unhandled event: \${event.type}\`);
}
res.json({ received: true });`,
  },
  {
    language: "python",
    title: "Python (Flask)",
    code: `handlers = {"customer.qualified": handle_qualified_customer, "service.matched": handle_service_match}

handler = handlers.get(event["type"])
if handler is None:
    app.logger.info("Unhandled event: %s", event["type"])
else:
    handler(event["data"])
return {"received": True}`,
  },
];

// A consumer in one file, with nothing to install: prints every webhook it receives.
// `node examples/receiver.mjs`, and with the secret of your webhook it checks signatures as well:
// `WEBHOOK_SECRET=whsec_… node examples/receiver.mjs`
import { createServer } from "node:http";

const secret = process.env.WEBHOOK_SECRET;
const port = Number(process.env.PORT ?? 3000);
const verify = secret === undefined ? undefined : (await import("@callcall/webhooks")).verifyWebhookSignature;

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const payload = Buffer.concat(chunks);
  const { headers } = request;

  if (verify && !verify(payload, headers["x-callcall-signature"], headers["x-callcall-timestamp"], secret)) {
    console.log("refused: the signature does not fit");
    response.writeHead(400).end();
    return;
  }
  const attempt = headers["x-callcall-attempt"] ?? "?";
  console.log(`${verify ? "verified" : "received"} (attempt ${attempt})  ${payload}`);
  response.writeHead(200, { "content-type": "application/json" }).end('{"received":true}');
}).listen(port, "127.0.0.1", () => {
  console.log(`Waiting for webhooks on http://127.0.0.1:${port}/webhook`);
});

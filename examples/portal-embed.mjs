// Your own app with a customer's webhooks inside of it: one file, nothing to install.
// `CALLCALL_API_KEY=ck_… node examples/portal-embed.mjs`, then open http://localhost:3100
import { createServer } from "node:http";

const callcall = process.env.CALLCALL_URL ?? "http://127.0.0.1:4400";
const port = Number(process.env.PORT ?? 3100);

/** A fresh link whenever the page is shown. The key stays here, on your server. */
async function portalLink(accountId, origin) {
  const response = await fetch(`${callcall}/api/v1/portal-sessions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${process.env.CALLCALL_API_KEY}`,
      "callcall-account": accountId,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      expires_in_seconds: 3600,
      allowed_origins: [origin],
      theme: { name: "Acme", primary_color: "#0f766e", color_scheme: "light" },
    }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body.url;
}

createServer(async (request, response) => {
  if (request.url !== "/") {
    response.writeHead(404).end();
    return;
  }
  try {
    // Whose webhooks: the account that you opened for whoever is signed in to your app.
    const url = await portalLink(process.env.ACCOUNT_ID ?? "acct_default", `http://localhost:${port}`);
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
      .end(`<!doctype html>
<html lang="en">
<title>Acme</title>
<style>
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: #f0fdfa }
  header { padding: 1rem 2rem; background: #0f766e; color: #fff; font-weight: 600 }
  main { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
  iframe { width: 100%; height: 48rem; border: 1px solid #99f6e4; border-radius: 0.75rem; background: #fff }
</style>
<header>Acme</header>
<main>
  <h1>Your webhooks</h1>
  <iframe src="${url}" title="Acme webhooks"></iframe>
</main>
</html>`);
  } catch (error) {
    console.error(`Cannot make a portal link: ${error.message}`);
    response.writeHead(502).end("The webhooks cannot be shown now");
  }
}).listen(port, "127.0.0.1", () => {
  console.log(`Open http://localhost:${port}`);
});

import type { Mode } from "./config/catalogue.ts";

/** What differs between the modes, as HTML. */
interface Wording {
  readonly notice: string;
  readonly whereTheKeyIs: string;
  readonly key: string;
  /** An endpoint that this mode accepts. */
  readonly endpoint: string;
}

const WORDINGS: Readonly<Record<Mode, Wording>> = {
  development: {
    notice: `<p class="notice"><strong>Development mode.</strong> Endpoints on loopback and plain <code>http://</code> are
         allowed. For production, start <code>callcall serve</code>.</p>`,
    whereTheKeyIs: "The server printed the API key where it was started.",
    key: "as printed at start",
    endpoint: "http://127.0.0.1:3000/webhook",
  },
  production: {
    notice: "",
    whereTheKeyIs: "The API key is the <code>CALLCALL_API_KEY</code> that the server was started with.",
    key: "as the server was given it",
    endpoint: "https://your-domain.com/webhook",
  },
};

/**
 * The page at `/`: where to go from here. It shows no key and loads nothing from elsewhere. Nor does it name the
 * server's address, which readers behind a proxy, or of a server on a free port, know and the server does not.
 */
export function startPage(mode: Mode, version: string): string {
  const { notice, whereTheKeyIs, key, endpoint } = WORDINGS[mode];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CallCall Webhooks</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #5b6470; --line: #d8dee6; --code: #f3f5f8; --accent: #0b5cad; --warm: #fff6e0 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebef; --paper: #14171b; --soft: #a3acb8; --line: #313842; --code: #1f242b; --accent: #7db8ff; --warm: #2f2712 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem }
p { margin: .5rem 0 }
.lead { color: var(--soft) }
.notice { background: var(--warm); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin-top: 1.5rem }
a { color: var(--accent) }
code, pre { font: .875rem/1.6 ui-monospace, monospace }
pre { background: var(--code); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; overflow-x: auto }
ol, ul { padding-left: 1.25rem }
footer { margin-top: 3rem; color: var(--soft); font-size: .875rem }
</style>
</head>
<body>
<main>
<h1>CallCall Webhooks is running</h1>
<p class="lead">Publish an event once. It is signed, delivered with retries, and visible until it arrives.</p>
${notice}
<h2>Send your first event</h2>
<p>${whereTheKeyIs} Put it and the address of this page into your shell, then paste:</p>
<pre tabindex="0" aria-label="Commands that register an endpoint and publish an event">export CALLCALL_URL=…       # the address of this page, without the slash at its end
export CALLCALL_API_KEY=…   # ${key}

curl -sX POST "$CALLCALL_URL/api/v1/webhooks" \\
  -H "authorization: Bearer $CALLCALL_API_KEY" \\
  -H "content-type: application/json" \\
  -d '{"url":"${endpoint}","events":["customer.qualified"]}'

curl -sX POST "$CALLCALL_URL/api/v1/events" \\
  -H "authorization: Bearer $CALLCALL_API_KEY" \\
  -H "content-type: application/json" \\
  -d '{"type":"customer.qualified",
       "data":{"customer_id":"customer_987654321","score":85,
               "qualification_type":"hot","triggers":["budget_match"]}}'</pre>
<h2>Look around</h2>
<ul>
<li><a href="/docs">API reference</a>, with every call, field and error</li>
<li><a href="/openapi.json">OpenAPI document</a>, for code generators</li>
<li><a href="/readyz">Readiness</a> and <a href="/healthz">health</a>, for load balancers</li>
</ul>
<footer>CallCall Webhooks ${version}</footer>
</main>
</body>
</html>
`;
}

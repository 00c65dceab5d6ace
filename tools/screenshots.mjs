// `npm run screenshots`: pictures of every screen into docs/screenshots, from a server of its own with a believable past.
// Needs Chromium ($CHROMIUM, or `chromium` on the path). `-- --no-build` starts what is built.
import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ensureProgram } from "./lib/ensure-program.mjs";
import { ROOT, run, say } from "./lib/run.mjs";

const FOLDER = resolve(ROOT, "docs/screenshots");
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const PAST_EVENTS = 4_000;

if (!process.argv.includes("--no-build")) await ensureBuilt();
await ensureProgram("chromium", "chromium", "it draws the screens");
const { chromium } = createRequire(resolve(ROOT, "e2e/package.json"))("playwright-core");

const dataDir = await mkdtemp(join(tmpdir(), "callcall-screenshots-"));
await mkdir(FOLDER, { recursive: true });
let server;
let browser;
try {
  // A first start makes the keys and the schema; the past is written while no server holds the file.
  server = await startServer(dataDir);
  await server.stop();
  await seedPast(dataDir);
  server = await startServer(dataDir);
  const call = caller(server);
  const cast = await stage(call);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? spawnSync("which", ["chromium"], { encoding: "utf8" }).stdout.trim(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
  await draw(cast);
} finally {
  await browser?.close();
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Thirty days of events at three endpoints. */
async function seedPast(directory) {
  say(`Writing a past of ${PAST_EVENTS} events …`);
  const code = await run(process.execPath, [resolve(ROOT, "tools/seed.mjs"), directory, String(PAST_EVENTS)]);
  if (code !== 0) throw new Error("The past could not be written: see above");
}

/** Receivers of all tempers, endpoints on them, and some events. */
async function stage(call) {
  const tempers = [
    ["Shop", { answer: "ok" }],
    ["CRM", { answer: "flaky", failure_percent: 30 }],
    ["Legacy ERP", { answer: "status", status: 500 }],
    ["Partner, on holiday", { answer: "rate_limited", retry_after_seconds: 600 }],
    ["Archive", { answer: "gone" }],
  ];
  const webhooks = {};
  for (const [name, behaviour] of tempers) {
    const receiver = await call("POST", "/sim/receivers", { name, behaviour });
    webhooks[name] = await call("POST", "/webhooks", { url: receiver.url, events: ["*"], description: name });
    webhooks[name].receiver = receiver.id;
  }
  for (const type of ["customer.qualified", "service.matched", "message.received", "analysis.completed"]) {
    const { example } = await call("GET", `/event-types/${type}`);
    for (let n = 0; n < 4; n++) await call("POST", "/events", { type, data: example });
  }
  const event = await call("POST", "/events", {
    type: "customer.qualified",
    data: { customer_id: "customer_987654321", score: 85, qualification_type: "hot", triggers: ["budget_match"] },
  });
  // Until the alert on the archive, which answered 410, is there.
  for (let tries = 0; tries < 100; tries++) {
    const { data } = await call("GET", "/alerts?status=open");
    if (data.length > 0) break;
    await new Promise((wake) => setTimeout(wake, 300));
  }
  return { webhooks, event };
}

async function draw({ webhooks, event }) {
  const shop = webhooks.Shop;
  const erp = webhooks["Legacy ERP"];
  const screens = [
    ["home", "/?range=7d"],
    ["endpoints", "/endpoints"],
    ["endpoint", `/endpoints/${erp.id}`],
    ["endpoint-secret", `/endpoints/${shop.id}?tab=secret`],
    ["endpoint-retries", `/endpoints/${shop.id}?tab=retries`],
    ["endpoint-new", "/endpoints/new"],
    ["events", "/events"],
    ["event", `/events/${event.id}`],
    ["deliveries", `/deliveries?webhook=${erp.id}`],
    ["tester", `/tester?webhook=${shop.id}`],
    ["signatures", "/signatures"],
    ["console", "/console"],
    ["simulator", "/simulator"],
    ["event-types", "/event-types"],
    ["event-type", "/event-types/customer.qualified"],
    ["alerts", "/alerts"],
    ["alert-rules", "/alerts/rules"],
    ["activity", "/activity"],
    ["activity-calls", "/activity?tab=calls"],
    ["keys", "/keys"],
    ["portal-links", "/portal-links"],
    ["settings", "/settings"],
  ];
  const looks = [
    ["", WIDE, "light", screens],
    ["-dark", WIDE, "dark", screens],
    ["-narrow", NARROW, "light", screens],
  ];
  for (const [suffix, viewport, colorScheme, shown] of looks) {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport,
      colorScheme,
      reducedMotion: "reduce",
      locale: "en-GB",
    });
    const page = await context.newPage();
    await page.goto(`/sign-in#key=${server.key}`);
    // The door has a heading too.
    await page.getByRole("button", { name: /^Account/ }).waitFor();
    for (const [name, path] of shown) {
      await page.goto(path);
      await settled(page);
      await page.screenshot({ path: join(FOLDER, `${name}${suffix}.png`), animations: "disabled" });
      say(`${name}${suffix}.png`);
    }
    await context.close();
  }
  await drawStart();
}

/** The first minute, in an account of its own. */
async function drawStart() {
  const call = caller(server);
  const { id } = await call("POST", "/accounts", { name: "New here" });
  const { key } = await call(
    "POST",
    "/keys",
    { name: "Everything", scopes: (await call("GET", "/session")).scopes },
    id,
  );
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: WIDE,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(`/sign-in#key=${key}`);
  await page.getByRole("button", { name: "Make a receiver" }).click();
  await page.getByRole("button", { name: "Register the endpoint" }).click();
  await page.getByRole("button", { name: "Publish the event" }).click();
  await page.getByText("Signature verified").waitFor();
  await page.screenshot({ path: join(FOLDER, "start.png"), fullPage: true, animations: "disabled" });
  await context.close();
}

/** Nothing loads any more, and charts are drawn. A screen with an open stream is never idle: its own head tells. */
async function settled(page) {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForFunction(
    () =>
      document.querySelector('[role="status"][aria-label^="Loading"], .mantine-Skeleton-root[data-visible]') === null,
  );
  await page.evaluate(() => new Promise((done) => setTimeout(done, 400)));
}

function caller({ url, key }) {
  return async (method, path, body, account) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(account === undefined ? {} : { "callcall-account": account }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

async function startServer(directory) {
  const child = spawn(
    process.execPath,
    [resolve(ROOT, "packages/cli/dist/index.js"), "dev", "--port", "0", "--host", "127.0.0.1", "--data-dir", directory],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  const [, url, key] = await new Promise((found, failed) => {
    child.once("exit", (code) => failed(new Error(`The server ended with ${code}:\n${output}`)));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const match = /(http:\/\/127\.0\.0\.1:\d+)\/sign-in#key=(\S+)/.exec(output);
      if (match !== null) found(match);
    });
  });
  return {
    url,
    key,
    stop: () =>
      new Promise((done) => {
        if (child.exitCode !== null) return done();
        child.once("exit", done);
        child.kill("SIGTERM");
      }),
  };
}

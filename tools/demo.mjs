// `npm run demo`: a server and a consumer on this machine, four events, and what becomes of them, told as it happens.
// Ends by itself within 15 seconds; the exit code is 0 only if everything came as it should.
// `npm run demo -- --no-build` starts what is built.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ROOT } from "./lib/run.mjs";

const LIMIT_MS = 15_000;
const RETRIES_SECONDS = [1, 2];

/** The cast: what each endpoint subscribes to, and how it behaves. */
const ENDPOINTS = {
  crm: { events: ["*"], about: "takes everything" },
  inbox: { events: ["message.received"], about: "is down at first: fails twice, then recovers" },
  archive: { events: ["analysis.completed"], about: "was removed: answers 410 Gone" },
};

const EVENT_TYPES = ["customer.qualified", "service.matched", "message.received", "analysis.completed"];

/** How every delivery should end. */
const EXPECTED = [
  ...EVENT_TYPES.map((type) => `${type} → crm: succeeded at attempt 1`),
  "message.received → inbox: succeeded at attempt 3",
  "analysis.completed → archive: failed at attempt 1",
].sort();

const colours = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const paint = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
const [bold, dim, green, red, yellow, blue] = ["1", "2", "32", "31", "33", "36"].map(paint);

if (!process.argv.includes("--no-build")) await ensureBuilt();
const { nodeWebhookHandler } = await import("@callcall/webhooks");

const startedAt = performance.now();
const cleanUps = [];
let ending = false;
const tooLong = setTimeout(() => end(1, red(`The demo did not end within ${LIMIT_MS / 1000} s.`)), LIMIT_MS);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end(1, "Stopped."));

try {
  await run();
} catch (error) {
  await end(1, red(`The demo failed: ${error.message}`));
}

async function run() {
  const server = await startServer();
  const consumer = await startConsumer();
  const call = caller(server);
  const webhooks = {};

  console.log(`\n${bold("CallCall Webhooks, in a few seconds")}\n`);
  console.log(`  A server of its own at ${server.url}, its data in a temporary directory. Three endpoints:\n`);
  for (const [name, { events, about }] of Object.entries(ENDPOINTS)) {
    const webhook = await call("POST", "/webhooks", {
      url: `${consumer.url}/${name}`,
      events,
      retry_policy: { schedule_seconds: RETRIES_SECONDS },
    });
    webhooks[webhook.id] = name;
    consumer.open(name, webhook.secret);
    console.log(`    ${blue(name.padEnd(8))} ${events.join(", ").padEnd(19)} ${about}`);
  }
  console.log(
    dim(
      `\n  Retries come after ${RETRIES_SECONDS.join(" and ")} s here, to be short. The standard is 2, 4, 8, 16, 32 s,`,
    ),
  );
  console.log(dim("  then 5 min, 30 min, 2 h and so on, over about three days.\n"));

  const story = await follow(server, webhooks, consumer);
  for (const type of EVENT_TYPES) {
    const { example } = await call("GET", `/event-types/${type}`);
    tell("you", `publish ${bold(type)}`);
    const { id, deliveries } = await call("POST", "/events", { type, data: example });
    // Everything that is not a retry is over before the next event, so that the lines keep together.
    await story.settled(id, deliveries);
  }
  await story.finished(EXPECTED.length);
  await summarise(call, webhooks, consumer);
}

/** What came of it, compared with what should have. */
async function summarise(call, webhooks, consumer) {
  const { data } = await call("GET", "/deliveries?limit=250");
  const ends = data
    .map((d) => `${d.event_type} → ${webhooks[d.webhook_id]}: ${d.status} at attempt ${d.attempt_count}`)
    .sort();
  const archive = Object.keys(webhooks).find((id) => webhooks[id] === "archive");
  const { status, disabled_reason: reason } = await call("GET", `/webhooks/${archive}`);
  const faults = [
    ...EXPECTED.filter((line) => !ends.includes(line)).map((line) => `missing: ${line}`),
    ...ends.filter((line) => !EXPECTED.includes(line)).map((line) => `unexpected: ${line}`),
    ...(status === "disabled" && reason === "gone" ? [] : [`archive should be disabled as gone, and is ${status}`]),
    ...(consumer.handled.length === 5 ? [] : [`5 verified deliveries were expected, not ${consumer.handled.length}`]),
  ];

  console.log(`\n${bold("What happened")}\n`);
  const inbox = data.find((d) => webhooks[d.webhook_id] === "inbox");
  const lines = [
    [EVENT_TYPES.length, "events published, each on disk before it was acknowledged"],
    [
      data.filter((d) => d.status === "succeeded").length,
      "deliveries arrived, each signature verified by the consumer",
    ],
    [(inbox?.attempt_count ?? 1) - 1, "failed attempts at inbox, each tried again on schedule until it arrived"],
    [data.filter((d) => d.status === "failed").length, "delivery failed for good: archive is gone; the event is kept"],
  ];
  for (const [count, text] of lines) console.log(`  ${String(count).padStart(3)}  ${text}`);
  for (const fault of faults) console.log(`  ${red("✗")} ${fault}`);
  if (faults.length > 0) return end(1, red("\nNot everything came as it should."));
  return end(0, `\n${green("✓ Everything came as it should.")} Next: ${bold("npm start")}, and examples/receiver.mjs.`);
}

/** `callcall dev` on a free port. */
async function startServer() {
  const dataDir = await mkdtemp(join(tmpdir(), "callcall-demo-"));
  cleanUps.push(() => rm(dataDir, { recursive: true, force: true }));
  const cli = resolve(ROOT, "packages/cli/dist/index.js");
  const child = spawn(process.execPath, [cli, "dev", "--port", "0", "--data-dir", dataDir, "--drain-seconds", "1"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "close");
  cleanUps.push(async () => {
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await gone;
    clearTimeout(patience);
  });
  // Its log is shown only if it does not start: the story tells the rest.
  let output = "";
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return new Promise((done, failed) => {
    let greeting = "";
    child.stdout.on("data", (chunk) => {
      greeting += chunk;
      const url = /Dashboard +(http:\/\/[^/\s]+)\//.exec(greeting)?.[1];
      const key = /API key +(\S+)\n/.exec(greeting)?.[1];
      if (url !== undefined && key !== undefined) done({ url, key });
    });
    gone.then(() => failed(new Error(`the server did not start:\n${output}`)));
  });
}

/** A consumer with the SDK: one path per endpoint, each with a secret of its own. */
async function startConsumer() {
  const handlers = new Map();
  const handled = [];
  let failures = 0;
  /** By event id: resolves once its acceptance is told, so that the lines stand in order. */
  const accepted = keyedPromises();
  const server = createServer((request, response) => {
    const name = request.url.slice(1);
    if (name === "archive") {
      accepted.of(request.headers["webhook-id"]).then(() => {
        tell(name, "I am gone for good");
        response.writeHead(410).end();
      });
      return;
    }
    handlers.get(name)(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });

  async function handle(name, event) {
    await accepted.of(event.id);
    if (name === "inbox" && failures < 2) {
      failures += 1;
      tell(name, `signature verified, but ${yellow("my database is down")}`);
      throw new Error("down");
    }
    handled.push(event.id);
    tell(name, `signature verified, ${event.type} handled`);
  }

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    handled,
    accepted,
    open(name, secret) {
      const otherwise = (event) => handle(name, event);
      handlers.set(name, nodeWebhookHandler({ secret, on: {}, otherwise, onError: () => {} }));
    },
  };
}

/** Tell what the server says of itself, entry by entry. */
async function follow(server, webhooks, consumer) {
  const abort = new AbortController();
  cleanUps.push(() => abort.abort());
  const response = await fetch(`${server.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${server.key}` },
    signal: abort.signal,
  });
  const settled = new Map();
  let finished = 0;
  let look = () => {};
  void read(response.body, (entry) => {
    tellEntry(entry, webhooks);
    if (entry.kind === "event.accepted") consumer.accepted.resolve(entry.event_id);
    if (entry.kind === "delivery.finished") finished += 1;
    if (["delivery.finished", "retry.planned"].includes(entry.kind)) {
      settled.set(entry.event_id, new Set(settled.get(entry.event_id)).add(entry.webhook_id));
    }
    look();
  }).catch(() => {});
  const until = (condition) =>
    new Promise((done) => {
      look = () => condition() && done();
      look();
    });
  return {
    settled: (id, deliveries) => until(() => (settled.get(id)?.size ?? 0) >= deliveries),
    finished: (count) => until(() => finished >= count),
  };
}

async function read(body, onEntry) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const messages = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = messages.pop();
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data !== undefined) onEntry(JSON.parse(data));
    }
  }
}

function tellEntry(entry, webhooks) {
  const endpoint = blue(webhooks[entry.webhook_id] ?? "");
  switch (entry.kind) {
    case "event.accepted":
      return tell(
        "platform",
        `accepted: on disk, owed to ${entry.deliveries} endpoint${entry.deliveries === 1 ? "" : "s"}`,
      );
    case "attempt.finished": {
      const answer = `${endpoint} answered ${entry.response_status} in ${Math.round(entry.total_ms)} ms`;
      return tell("platform", `attempt ${entry.attempt}: ${answer}`);
    }
    case "retry.planned": {
      const seconds = (Date.parse(entry.next_attempt_at) - Date.parse(entry.at)) / 1000;
      return tell("platform", yellow(`will try ${webhooks[entry.webhook_id]} again in ${seconds.toFixed(1)} s`));
    }
    case "delivery.finished": {
      const delivered = entry.status === "succeeded";
      const mark = delivered ? green("✓ delivered") : red(`✗ ${entry.status}`);
      return tell("platform", `${mark}: ${entry.event_type} to ${endpoint}`);
    }
    case "webhook.changed":
      if (entry.status === "disabled") tell("platform", `${endpoint} is disabled; nothing more is sent to it`);
  }
}

function tell(who, text) {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2).padStart(5);
  const name = (who === "platform" ? bold : who === "you" ? green : blue)(who.padEnd(8));
  console.log(`  ${dim(`${seconds} s`)}  ${name}  ${text}`);
}

function caller({ url, key }) {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
}

function keyedPromises() {
  const made = new Map();
  const entry = (key) => {
    if (!made.has(key)) {
      let resolve;
      const promise = new Promise((done) => {
        resolve = done;
      });
      made.set(key, { promise, resolve });
    }
    return made.get(key);
  };
  return { of: (key) => entry(key).promise, resolve: (key) => entry(key).resolve() };
}

async function end(code, text) {
  if (ending) return;
  ending = true;
  clearTimeout(tooLong);
  console.log(text);
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  process.exit(code);
}

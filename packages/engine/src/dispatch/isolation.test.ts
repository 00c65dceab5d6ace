import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exchangeOf, type FakeSend } from "../testing/fake-sender.ts";
import {
  type Harness,
  type HarnessOptions,
  makeDirectory,
  openHarness,
  type TestDirectory,
} from "../testing/harness.ts";

const DEADLINE_MS = 15_000;

let directory: TestDirectory;
let harness: Harness;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

/** Consumers whose URL is in `hanging` take the request and say nothing until the deadline; others answer at once. */
async function open(hanging: ReadonlySet<string>, options: HarnessOptions = {}): Promise<Harness> {
  harness = await openHarness(directory.path, options);
  const { sender, time } = harness;
  sender.respond = (send) => {
    if (!hanging.has(send.url)) return 200;
    const timings = { ...exchangeOf(200).timings, totalMs: DEADLINE_MS };
    time.timers.after(DEADLINE_MS, () => {
      if (send.outcome === undefined) send.answer({ outcome: "timeout_headers", timings });
    });
    return undefined;
  };
  return harness;
}

const urlOf = (n: number): string => `https://consumer-${n}.example/hook`;
const urls = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => urlOf(from + n));

/** Bad and good ones as they come. */
const mixed = (count: number): string[] => Array.from({ length: count }, (_, n) => urlOf((n * 7_919) % count));

async function register(addresses: readonly string[], caller = harness.caller): Promise<void> {
  const { engine, run } = harness;
  for (let from = 0; from < addresses.length; from += 100) {
    await run(
      Promise.all(
        addresses.slice(from, from + 100).map((url) => engine.webhooks.create(caller, { url, events: ["*"] })),
      ),
    );
  }
}

const published = new Map<string, number>();

async function publish(caller = harness.caller): Promise<void> {
  const body = Buffer.from('{"type":"customer.qualified","data":{}}');
  const atMs = harness.time.clock.nowMs();
  const { result } = await harness.run(harness.engine.events.publish(caller, body));
  published.set(result.id, atMs);
}

/** How long first attempts to these consumers waited: the value that so large a part is within. */
function waited(addresses: readonly string[], part: number, sends: readonly FakeSend[]): number {
  const wanted = new Set(addresses);
  const waits = sends
    .filter((send) => send.attempt === 1 && wanted.has(send.url))
    .map((send) => send.atMs - (published.get(send.eventId) ?? Number.NaN))
    .sort((a, b) => a - b);
  return waits[Math.ceil(waits.length * part) - 1] ?? Number.NaN;
}

describe("1,000 webhooks", () => {
  it.each([50, 600])(
    "of which %i hang: the others are served at once",
    async (count) => {
      const hanging = urls(0, count);
      const healthy = urls(count, 1_000);
      await open(new Set(hanging));
      const { sender, time } = harness;
      await register(mixed(1_000));
      await publish();
      // Nobody can know who hangs before it has been tried: one deadline.
      await time.advance(DEADLINE_MS + 1_000);
      const before = sender.sends.length;
      for (let second = 0; second < 3; second++) {
        await publish();
        await time.advance(1_000);
      }
      const sends = sender.sends.slice(before);
      expect(sends.filter((send) => healthy.includes(send.url))).toHaveLength(healthy.length * 3);
      expect(waited(healthy, 0.99, sends)).toBe(0);
      expect(sender.most.get("*")).toBeLessThanOrEqual(512);
    },
    60_000,
  );

  it("of which 600 hang at one address, and come first: the others do not notice, from the first event on", async () => {
    const hanging = Array.from({ length: 600 }, (_, n) => `https://hangs.example/${n}`);
    const healthy = Array.from({ length: 400 }, (_, n) => `https://works.example/${n}`);
    await open(new Set(hanging), { settings: { inFlightPerHost: 512 } });
    const { sender, time } = harness;
    await register([...hanging, ...healthy]);
    for (let second = 0; second < 3; second++) {
      await publish();
      await time.advance(1_000);
    }
    expect(sender.sends.filter((send) => healthy.includes(send.url))).toHaveLength(healthy.length * 3);
    expect(waited(healthy, 1, sender.sends)).toBe(0);
  }, 60_000);

  it("at one address, of which 600 hang and come first: the others are served after one deadline", async () => {
    const hanging = Array.from({ length: 600 }, (_, n) => `https://mixed.example/hangs/${n}`);
    const healthy = Array.from({ length: 400 }, (_, n) => `https://mixed.example/works/${n}`);
    await open(new Set(hanging), { settings: { inFlightPerHost: 512 } });
    const { sender, time } = harness;
    await register([...hanging, ...healthy]);
    await publish();
    await time.advance(DEADLINE_MS + 4_000);
    expect(sender.sends.filter(({ url }) => healthy.includes(url))).toHaveLength(healthy.length);
    const before = sender.sends.length;
    await publish();
    await time.settle();
    expect(waited(healthy, 1, sender.sends.slice(before))).toBe(0);
  }, 60_000);

  it("of which 600 begin to hang at once: those that have answered since do not notice", async () => {
    const hanging = urls(0, 600);
    const healthy = urls(600, 1_000);
    await open(new Set(hanging));
    const { sender, time } = harness;
    await register(mixed(1_000));
    await publish();
    await time.settle();
    const tried = new Set(sender.sends.filter((send) => send.outcome === "delivered").map((send) => send.url));
    expect(tried.size).toBeGreaterThan(250);
    const before = sender.sends.length;
    for (let second = 0; second < 3; second++) {
      await publish();
      await time.advance(1_000);
    }
    const sends = sender.sends.slice(before);
    expect(sends.filter((send) => tried.has(send.url))).toHaveLength(tried.size * 3);
    expect(waited([...tried], 1, sends)).toBe(0);
    // The others wait for slots, one deadline at most.
    await time.advance(DEADLINE_MS);
    expect(waited(healthy, 1, sender.sends)).toBeLessThanOrEqual(DEADLINE_MS + 1_000);
  }, 60_000);
});

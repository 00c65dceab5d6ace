import { verifyWebhookSignature } from "@callcall/webhooks";
import { expect, it } from "vitest";
import { tempDir } from "./support/paths.ts";
import { startReceiver } from "./support/receiver.ts";
import { envelope } from "./support/samples.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { until } from "./support/until.ts";

// What a round trip through JSON.parse and JSON.stringify alters: an integer beyond 2^53, 1.0, a key that stands
// twice, key order, escapes (half a surrogate pair and NUL among them) beside plain text, and white space.
const DATA = String.raw`{"n":12345678901234567890,"f":1.0,"k":{"b":1,"a":2,"b":3},"u":"\ud800\u0000é"}`;
const SPACED = `{ "n" :\t12345678901234567890 , "deep": [ [ 1.50e+1 ] ],\r\n "1": -0, "0": 1e400 }`;

interface Accepted {
  readonly id: string;
  readonly type: string;
  readonly created: string;
}

it("a publisher's bytes reach the consumer as they are: alone and in a batch, at first and after a crash", async () => {
  const data = await tempDir();
  const receiver = await startReceiver(({ nth }) => (nth === 1 ? 503 : 200));
  let server: TestServer | undefined = await startServer({ dataDir: data.path });
  try {
    const { api } = server;
    await api.call("POST", "/event-types", { name: "raw.bytes" });
    const { secret } = await api.register({
      url: receiver.url,
      events: ["raw.bytes"],
      retry_policy: { schedule_seconds: [4, 1, 1] },
    });

    const single = await api.call<Accepted>("POST", "/events", `{"type":"raw.bytes","data":${DATA}}`);
    const spaced = await api.call<Accepted>("POST", "/events", `{ "data" : ${SPACED} , "type" : "raw.bytes" }`);
    const batch = await api.call<{ data: Accepted[] }>(
      "POST",
      "/events/batch",
      `{"events":[{"type":"raw.bytes","data":${DATA}},{"data":${SPACED},"type":"raw.bytes"}]}`,
    );
    const expected = [
      { event: single, data: DATA },
      { event: spaced, data: SPACED },
      { event: batch.data[0] as Accepted, data: DATA },
      { event: batch.data[1] as Accepted, data: SPACED },
    ];

    await receiver.count(expected.length);
    await until(
      async () => (await api.deliveries()).every(({ in_flight, attempt_count }) => !in_flight && attempt_count === 1),
      { what: "the first attempts to be recorded" },
    );
    await server.crash();
    server = await startServer({ dataDir: data.path });
    await receiver.count(2 * expected.length);

    for (const { event, data } of expected) {
      const body = envelope(event, data);
      expect(receiver.of(event.id).map((request) => request.text)).toEqual([body, body]);
      for (const { body: bytes, headers } of receiver.of(event.id)) {
        expect(bytes.equals(Buffer.from(body))).toBe(true);
        expect(
          verifyWebhookSignature(bytes, headers["x-callcall-signature"], headers["x-callcall-timestamp"], secret),
        ).toBe(true);
      }
      const { text } = await server.api.send("GET", `/events/${event.id}`);
      expect(text).toContain(`"created":"${event.created}","data":${data},"version":"2024-01-01"`);
      const delivery = await server.api.deliveryOf(event.id);
      expect(delivery.attempts.map((attempt) => attempt.request?.body)).toContain(body);
    }
    await server.stop();
    server = undefined;
  } finally {
    await server?.crash();
    await receiver.close();
    await data.remove();
  }
});

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepPublishing } from "./pace.ts";
import { Tally } from "./tally.ts";

const server = createServer();
let publisher: Promise<[Socket]>;

beforeEach(async () => {
  publisher = once(server, "connection") as Promise<[Socket]>;
  publisher.then(([socket]) => socket.write("1000\n"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => void server.close());

const PACE = { batch: 10, fanOut: 2, window: 100, perSecond: null };
const feedPort = (): number => (server.address() as AddressInfo).port;

it("publishes up to the window, and more once that much has arrived since it began", async () => {
  const turns: number[] = [];
  const tally = new Tally();
  const load = await keepPublishing({ ...PACE, feedPort: feedPort() }, ["a", "b"], tally, (_line, turn, _us, done) => {
    turns.push(turn);
    setImmediate(done, true);
  });
  await expect.poll(() => tally.look().events).toBe(50);
  const [socket] = await publisher;
  socket.write("1039\n");
  await expect.poll(() => tally.look().events).toBe(60);
  await load.stop();
  expect(turns).toEqual([0, 1, 2, 3, 4, 5]);
});

it("uses its lines in turns, also where one would do", async () => {
  const used: string[] = [];
  const lines = ["a", "b", "c"];
  const load = await keepPublishing({ ...PACE, feedPort: feedPort() }, lines, new Tally(), (line, _turn, _us, done) => {
    used.push(line);
    done(true);
  });
  await load.stop();
  expect(used).toEqual(["a", "b", "c", "a", "b"]);
});

it("does not count what is refused as under way", async () => {
  const tally = new Tally();
  const load = await keepPublishing({ ...PACE, feedPort: feedPort() }, ["a"], tally, (_line, turn, _us, done) => {
    setImmediate(done, turn >= 20);
  });
  await expect.poll(() => tally.look()).toMatchObject({ events: 50, refused: 200 });
  await load.stop();
});

it("stops when what it asked is answered", async () => {
  let answer: (accepted: boolean) => void = () => {};
  let stopped = false;
  const load = await keepPublishing(
    { ...PACE, feedPort: feedPort() },
    ["a"],
    new Tally(),
    (_line, _turn, _us, done) => {
      answer = done;
    },
  );
  const stopping = load.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  answer(true);
  await stopping;
});

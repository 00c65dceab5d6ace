/** Sends while this process is in trouble, and again when it is not; prints the exchanges as JSON. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Exchange } from "../../exchange.ts";
import { systemResolver } from "../../guard/system-resolver.ts";
import { createSender } from "../../sender.ts";
import { post, testPolicy } from "../harness.ts";
import { answer, OK, startReceiver } from "../receivers.ts";
import type { Suffered } from "./own-faults.ts";

const [act] = process.argv.slice(2);
const receiver = await startReceiver(answer(OK));
const hostsFile = join(mkdtempSync(join(tmpdir(), "callcall-hosts-")), "hosts");
writeFileSync(hostsFile, "127.0.0.1 pinned.customer.com\n");
const sender = createSender({ policy: testPolicy(receiver.port), resolver: systemResolver(hostsFile) });
const url = (host: string): string => `http://${host}:${receiver.port}/in`;
const reachable = [url("127.0.0.1"), url("pinned.customer.com")];
// The last is one that DNS would be asked for, if there were a descriptor to ask with.
const urls = act === "exhaust" ? [...reachable, url("hooks.customer.com")] : [url("127.0.0.1")];

const held: number[] = [];
if (act === "exhaust") {
  try {
    for (;;) held.push(openSync("/dev/null", "r"));
  } catch {
    // That was the last one.
  }
}
const during: Exchange[] = [];
for (const each of [...urls, ...urls]) during.push(await post(sender, each));
for (const descriptor of held) closeSync(descriptor);
const after: Exchange[] = [];
for (const each of reachable) after.push(await post(sender, each));
await sender.close();
rmSync(dirname(hostsFile), { recursive: true });
const result: Suffered = { during, after };
writeSync(1, JSON.stringify(result));
await receiver.close();

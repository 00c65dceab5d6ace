import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Exchange, HttpSender } from "../exchange.ts";
import type { AddressPolicy } from "../guard/policy.ts";
import type { Resolver } from "../guard/resolve.ts";

/** Development, with these ports open for names too: receivers of tests listen where they can. */
export function testPolicy(...extraPorts: number[]): AddressPolicy {
  return { mode: "development", extraPorts };
}

/** A resolver that knows these names and counts what it is asked. */
export function fakeResolver(names: Readonly<Record<string, readonly string[] | Error>>): Resolver & {
  readonly asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    async lookup(hostname) {
      asked.push(hostname);
      const answer = names[hostname] ?? systemError("ENOTFOUND");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** One POST of a small body. */
export function post(sender: HttpSender, url: string, deadlineMs = 10_000): Promise<Exchange> {
  const headers = [["content-type", "application/json"]] as const;
  return sender.send({ url, headers, body: Buffer.from('{"id":"evt_1"}'), deadlineMs });
}

/** Run `act` and count the sockets that this process opened meanwhile. */
export async function countingSockets(act: () => Promise<void>): Promise<number> {
  let opened = 0;
  const count = (): void => {
    opened++;
  };
  subscribe("net.client.socket", count);
  try {
    await act();
  } finally {
    unsubscribe("net.client.socket", count);
  }
  return opened;
}

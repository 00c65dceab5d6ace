import type { TlsOptions } from "node:tls";
import type { Exchange, HttpSender } from "../../exchange.ts";
import type { Resolver } from "../../guard/resolve.ts";
import { createSender } from "../../sender.ts";
import { type BlackHole, openBlackHole } from "../black-hole.ts";
import { type Authority, type Certificate, createAuthority, createCertificate } from "../certificates.ts";
import { post, systemError, testPolicy } from "../harness.ts";
import { answer, type Behaviour, OK, type Receiver, type Seen, startReceiver } from "../receivers.ts";
import type { HostileReceiver } from "./row.ts";

/** The name under which receivers are reached over TLS. */
export const NAME = "hooks.customer.com";

/** Where hostile receivers live: their sockets, certificates and names, and a sender to send them something. */
export interface World {
  /** An authority that the sender trusts. */
  readonly trusted: Authority;
  /** Its certificate for `NAME`. */
  readonly good: Certificate;
  /** Nobody may ever connect to this one. */
  readonly canary: Receiver;
  /** Serve over plain HTTP; returns the URL. */
  plain(behaviour: Behaviour): Promise<string>;
  /** Serve over TLS (without `tls`: raw bytes on the port of TLS) as `host`; returns the URL. */
  secure(behaviour: Behaviour, tls: TlsOptions | undefined, host?: string): Promise<string>;
  /** A name that resolves to these addresses, fails with this code, or is never answered (null); returns a URL with it. */
  named(name: string, answers: readonly string[] | string | null): string;
  /** What the receiver at this URL has seen. */
  seenAt(url: string): Seen;
  /** A port of loopback that drops every SYN. */
  blackHole(): Promise<number>;
}

export interface Theatre {
  readonly world: World;
  /** Of the staged receivers, in their order. */
  readonly urls: readonly string[];
  /** Put a staged receiver to the test. */
  meet(row: HostileReceiver, url: string): Promise<Exchange>;
  /** Forget what receivers have seen. */
  forget(): void;
  close(): Promise<void>;
}

/** Stage all of these, and make ready to meet them with real senders, one for all as a node has it. */
export async function openTheatre(rows: readonly HostileReceiver[]): Promise<Theatre> {
  const receivers: Receiver[] = [];
  const holes: BlackHole[] = [];
  const names = new Map<string, readonly string[] | string | null>([[NAME, ["127.0.0.1"]]]);
  const trusted = createAuthority("Trusted test authority");
  const good = createCertificate({ names: [NAME], issuer: trusted });
  const start = async (behaviour: Behaviour, tls?: TlsOptions): Promise<Receiver> => {
    const receiver = await startReceiver(behaviour, tls === undefined ? {} : { tls });
    receivers.push(receiver);
    return receiver;
  };
  const canary = await start(answer(OK));

  const world: World = {
    trusted,
    good,
    canary,
    plain: async (behaviour) => `http://127.0.0.1:${(await start(behaviour)).port}/in`,
    secure: async (behaviour, tls, host = NAME) => `https://${host}:${(await start(behaviour, tls)).port}/in`,
    seenAt(url) {
      const receiver = receivers.find(({ port }) => new URL(url).port === String(port));
      if (receiver === undefined) throw new Error(`Cannot tell what ${url} has seen as nothing listens there`);
      return receiver.seen;
    },
    named(name, answers) {
      names.set(name, answers);
      return `https://${name}/in`;
    },
    async blackHole() {
      const hole = await openBlackHole();
      holes.push(hole);
      return hole.port;
    },
  };

  const urls: string[] = [];
  for (const row of rows) urls.push(await row.stage(world));

  const resolver: Resolver = {
    lookup(name) {
      const answers = names.get(name);
      if (answers === null) return new Promise(() => {});
      if (answers === undefined || typeof answers === "string") {
        return Promise.reject(systemError(answers ?? "ENOTFOUND"));
      }
      return Promise.resolve(answers);
    },
  };
  const options = {
    policy: testPolicy(...receivers.map(({ port }) => port)),
    resolver,
    extraCa: [trusted.cert],
    bodyGraceMs: 100,
  };
  const patient = createSender(options);
  const hasty = createSender({ ...options, connectLimitMs: 200 });

  const send = (row: HostileReceiver, url: string): Promise<Exchange> => {
    const sender: HttpSender = row.hasty === "connect" ? hasty : patient;
    return post(sender, url, row.hasty === "deadline" ? 300 : 10_000);
  };
  return {
    world,
    urls,
    async meet(row, url) {
      if (row.warm === true) await send(row, url);
      return send(row, url);
    },
    forget() {
      for (const { seen } of receivers) seen.requests.length = 0;
    },
    async close() {
      await Promise.all([patient.close(), hasty.close()]);
      for (const hole of holes) hole.close();
      for (const receiver of receivers) await receiver.close();
    },
  };
}

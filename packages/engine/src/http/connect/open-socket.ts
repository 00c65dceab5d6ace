import type { Socket } from "node:net";
import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import type { Clock, Timers } from "../../runtime/clock.ts";
import { judgeAddress, sameAddress } from "../guard/ip.ts";
import type { AddressPolicy } from "../guard/policy.ts";
import { judgeAnswers, type Resolver } from "../guard/resolve.ts";
import { dial } from "./dial.ts";
import { asFault, Fault, type Phase } from "./fault.ts";
import { secure, wantsClientCertificate } from "./secure.ts";

/** Where to connect. Taken from a judged URL. */
export interface SocketTarget {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

export interface ConnectPorts {
  readonly policy: AddressPolicy;
  readonly resolver: Resolver;
  readonly trust: SecureContext;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** A socket whose peer was judged, and what opening it took, in milliseconds. */
export interface OpenedSocket {
  readonly socket: Socket;
  readonly remoteAddress: string;
  readonly dnsMs: number;
  readonly connectMs: number;
  /** Null over plain HTTP. */
  readonly tlsMs: number | null;
  readonly wantsClientCertificate: boolean;
}

/**
 * Resolve, judge, dial, judge again, secure. The only place of the product that opens a socket to an
 * address a customer chose; proxies of the environment are not consulted, since a proxy would resolve by
 * itself and this judgement would be worth nothing. `onPhase` tells how far it has come. Rejects with a
 * `Fault`; when `signal` aborts, with its reason, every socket destroyed.
 */
export async function openSocket(
  target: SocketTarget,
  ports: ConnectPorts,
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): Promise<OpenedSocket> {
  const { clock, policy } = ports;
  const started = clock.monotonicMs();

  onPhase("dns");
  const addresses = await resolveAll(target.host, ports.resolver, signal);
  const verdict = judgeAnswers(addresses, policy);
  if (!verdict.ok) {
    throw verdict.reason === "dns_no_address"
      ? Fault.own("dns", "NO_ADDRESS", verdict.detail)
      : Fault.own("guard", "BLOCKED_ADDRESS", verdict.detail);
  }
  const resolved = clock.monotonicMs();

  signal.throwIfAborted();
  onPhase("tcp");
  const raw = await dial(addresses, target.port, { signal, timers: ports.timers });
  const connected = clock.monotonicMs();
  const times = { dnsMs: resolved - started, connectMs: connected - resolved };
  try {
    signal.throwIfAborted();
    const remoteAddress = confirmPeer(raw, addresses, policy);
    if (!target.secure) return { ...times, socket: raw, remoteAddress, tlsMs: null, wantsClientCertificate: false };

    onPhase("tls");
    const socket = await secure(raw, { host: target.host, context: ports.trust, signal });
    const tlsMs = clock.monotonicMs() - connected;
    return { ...times, socket, remoteAddress, tlsMs, wantsClientCertificate: wantsClientCertificate(socket) };
  } catch (error) {
    raw.destroy();
    throw error;
  }
}

/** A literal is its own answer and is judged like one: undici never asks a lookup hook about literals. */
async function resolveAll(host: string, resolver: Resolver, signal: AbortSignal): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  let aborted: () => void = () => {};
  const abort = new Promise<never>((_, reject) => {
    aborted = () => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
  });
  try {
    return await Promise.race([resolver.lookup(host), abort]);
  } catch (error) {
    throw asFault("dns", error);
  } finally {
    signal.removeEventListener("abort", aborted);
  }
}

/** The kernel says whom we reached. It must be one of those we judged, and pass once more. */
function confirmPeer(socket: Socket, judged: readonly string[], policy: AddressPolicy): string {
  const peer = socket.remoteAddress;
  if (peer === undefined) throw new Fault("tcp", "ECONNRESET");
  if (!judged.some((address) => sameAddress(address, peer)) || !judgeAddress(peer, policy).ok) {
    throw Fault.own(
      "guard",
      "BLOCKED_ADDRESS",
      `The connection ended at ${peer}, which was not among the judged ones.`,
    );
  }
  return peer;
}

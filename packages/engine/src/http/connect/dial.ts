import { connect, isIP, type Socket } from "node:net";
import type { Timer, Timers } from "../../runtime/clock.ts";
import { asFault, type Fault } from "./fault.ts";

// RFC 8305: give an address a quarter second before trying the next beside it, not instead of it. (Node's
// own autoSelectFamily ends each try after that time, so a receiver 300 ms away is never reached.)
const STAGGER_MS = 250;
// All addresses are judged, few are tried: an answer with hundreds of them is a port scan by proxy.
const MOST_ADDRESSES = 4;

/**
 * Open TCP to the first of these addresses that answers. They are IP literals and already judged; nothing
 * is resolved here. Rejects with the fault of the most telling address, or with the reason of `signal`.
 */
export function dial(
  addresses: readonly string[],
  port: number,
  { signal, timers }: { signal: AbortSignal; timers: Timers },
): Promise<Socket> {
  const waiting = interleaveFamilies(addresses).slice(0, MOST_ADDRESSES);
  return new Promise((resolve, reject) => {
    const open = new Set<Socket>();
    let firstFault: Fault | null = null;
    let stagger: Timer | null = null;

    function settle(winner: Socket | null): void {
      stagger?.cancel();
      signal.removeEventListener("abort", aborted);
      for (const socket of open) if (socket !== winner) socket.destroy();
      // From here on an error of the winner is its user's affair and no reason to dial on.
      open.clear();
    }
    function aborted(): void {
      settle(null);
      reject(signal.reason);
    }
    function next(): void {
      stagger?.cancel();
      const address = waiting.shift();
      if (address === undefined) return;
      if (waiting.length > 0) stagger = timers.after(STAGGER_MS, next);
      const socket = connect({ host: address, port, noDelay: true, keepAlive: true });
      open.add(socket);
      socket.once("connect", () => {
        settle(socket);
        resolve(socket);
      });
      // Stays for the socket's whole life: an error with no listener ends the process.
      socket.on("error", (error) => {
        if (!open.delete(socket)) return;
        firstFault = moreTelling(firstFault, asFault("tcp", error));
        if (waiting.length > 0) next();
        else if (open.size === 0) {
          settle(null);
          reject(firstFault);
        }
      });
    }

    signal.addEventListener("abort", aborted, { once: true });
    next();
  });
}

/** IPv4 first: many servers and containers have no IPv6 route, and then families take turns. */
function interleaveFamilies(addresses: readonly string[]): string[] {
  const v4 = addresses.filter((address) => isIP(address) === 4);
  const v6 = addresses.filter((address) => isIP(address) === 6);
  return Array.from({ length: Math.max(v4.length, v6.length) }, (_, index) => [v4[index], v6[index]])
    .flat()
    .filter((address) => address !== undefined);
}

// "No IPv6 route here" says nothing about a receiver that refused on IPv4.
const SAYS_NOTHING = new Set(["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"]);

function moreTelling(earlier: Fault | null, later: Fault): Fault {
  return earlier === null || SAYS_NOTHING.has(earlier.faultCode) ? later : earlier;
}

import type { IncomingMessage } from "node:http";
import { BlockList, isIP, type Socket } from "node:net";

/** The address that a request came from, as far as it can be believed; null when the socket has none (any more). */
export type ClientAddress = (request: IncomingMessage) => string | null;

/**
 * Without trusted proxies that is the socket's peer, and X-Forwarded-For is never looked at: anybody can send
 * one. A trusted proxy adds the peer that it saw at the right end, so the header is read from the right, for
 * as long as each hop is trusted itself: what stands further left, the client may have made up.
 *
 * @param trustedProxies addresses and CIDR ranges, checked already
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = "", bits] = proxy.split("/");
    const family = familyOf(address);
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string): boolean => trusted.check(address, familyOf(address));

  // A connection carries thousands of requests of one peer.
  const peers = new WeakMap<Socket, string | null>();
  const peerOf = (socket: Socket): string | null => {
    const known = peers.get(socket);
    if (known !== undefined) return known;
    const address = plainAddress(socket.remoteAddress ?? "");
    // Of a socket that has closed already nothing is known; of an open one it does not change.
    if (address !== null) peers.set(socket, address);
    return address;
  };

  return ({ socket, headers }) => {
    const peer = peerOf(socket);
    if (peer === null || trustedProxies.length === 0 || !isTrusted(peer)) return peer;
    // Node joins a header that stands more than once, in the order in which it arrived.
    const hops = String(headers["x-forwarded-for"] ?? "").split(",");
    let nearest = peer;
    while (hops.length > 0 && isTrusted(nearest)) {
      const hop = plainAddress(hops.pop() ?? "");
      // "unknown", a name, nonsense: what a trusted proxy did not vouch for ends the way back.
      if (hop === null) break;
      nearest = hop;
    }
    return nearest;
  };
}

/** `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1` and `[2001:db8::1]:443` as an address alone; null for all else. */
function plainAddress(text: string): string | null {
  const bare = text.trim().toLowerCase();
  const address =
    /^\[([^\]]+)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(bare)?.[1] ?? bare;
  // A socket that takes both families shows IPv4 peers as ::ffff:192.0.2.1.
  const unmapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
  return isIP(unmapped) === 0 || unmapped.includes("%") ? null : unmapped;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

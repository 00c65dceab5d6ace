import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { type AddressPolicy, PRODUCTION_POLICY } from "./policy.ts";

/** May we open a connection to this address? `detail` is a sentence for the person who registered the URL. */
export type AddressVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: "not_an_address" | "address_not_public" | "address_loopback";
      readonly detail: string;
    };

type Range = readonly [cidr: string, name: string];

// IANA special-purpose registry, plus one address no registry lists.
const FORBIDDEN_V4: readonly Range[] = [
  ["0.0.0.0/8", "this network"],
  ["10.0.0.0/8", "a private network"],
  ["100.64.0.0/10", "a carrier's shared space, which clouds use for pods and metadata"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local, where clouds keep instance metadata"],
  ["172.16.0.0/12", "a private network"],
  ["192.0.0.0/24", "IETF protocol assignments"],
  ["192.0.2.0/24", "documentation"],
  ["192.88.99.0/24", "6to4 relays"],
  ["192.168.0.0/16", "a private network"],
  ["198.18.0.0/15", "benchmarking"],
  ["198.51.100.0/24", "documentation"],
  ["203.0.113.0/24", "documentation"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved and broadcast"],
  // Looks public, is not: Azure's wire server, reachable from every virtual machine there.
  ["168.63.129.16/32", "the Azure platform"],
];

// For IPv6 the list of what is forbidden has no end: mapped, compatible, NAT64 in two places, ISATAP,
// ULA, site-local, SRv6… Every known bypass was "one more encoding". So only global unicast is allowed,
// and of that not the parts which carry another address inside or belong to nobody.
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR("2000::/3");
const FORBIDDEN_V6: readonly Range[] = [
  ["2001::/23", "IETF protocol assignments, Teredo among them"],
  ["2001:db8::/32", "documentation"],
  ["2002::/16", "6to4, which hides an IPv4 address"],
  ["3fff::/20", "documentation"],
];

const forbiddenV4 = FORBIDDEN_V4.map(([cidr, name]) => ({ cidr: ipaddr.IPv4.parseCIDR(cidr), name }));
const forbiddenV6 = FORBIDDEN_V6.map(([cidr, name]) => ({ cidr: ipaddr.IPv6.parseCIDR(cidr), name }));

const ALLOWED: AddressVerdict = { ok: true };

/**
 * Judge one IP address, given as text without brackets. Public addresses pass; in development loopback
 * passes too. Anything that is not exactly an address is refused. Never throws.
 */
export function judgeAddress(ip: string, policy: AddressPolicy = PRODUCTION_POLICY): AddressVerdict {
  // ipaddr.js also reads `127.1`, `0x7f.1` and `0177.0.0.1`. The kernel's grammar decides first; a zone
  // (`fe80::1%eth0`) names an interface of this machine and so never a receiver.
  if (isIP(ip) === 0 || ip.includes("%")) {
    return { ok: false, reason: "not_an_address", detail: `"${ip}" is not an IP address.` };
  }
  if (isLoopback(ip)) {
    if (policy.mode === "development") return ALLOWED;
    return {
      ok: false,
      reason: "address_loopback",
      detail: `The address ${ip} is loopback: it means the sending server itself. Only a server in development mode delivers there.`,
    };
  }
  const kind = forbiddenKind(ip);
  if (kind === null) return ALLOWED;
  return {
    ok: false,
    reason: "address_not_public",
    detail: `The address ${ip} is not on the public Internet (${kind}).`,
  };
}

/** 127.0.0.0/8 and ::1, and no other spelling of them. */
export function isLoopback(ip: string): boolean {
  switch (isIP(ip)) {
    case 4:
      return ip.startsWith("127.");
    case 6:
      return !ip.includes("%") && ipaddr.IPv6.parse(ip).toString() === "::1";
    default:
      return false;
  }
}

/** Do two texts mean the same address? The kernel and the URL parser shorten IPv6 differently. */
export function sameAddress(a: string, b: string): boolean {
  return a === b || (isIP(a) !== 0 && isIP(b) !== 0 && ipaddr.parse(a).toString() === ipaddr.parse(b).toString());
}

function forbiddenKind(ip: string): string | null {
  const address = ipaddr.parse(ip);
  if (address instanceof ipaddr.IPv4) return forbiddenV4.find(({ cidr }) => address.match(cidr))?.name ?? null;
  const v6 = address as ipaddr.IPv6;
  if (!v6.match(GLOBAL_V6)) return "outside the global unicast space";
  return forbiddenV6.find(({ cidr }) => v6.match(cidr))?.name ?? null;
}

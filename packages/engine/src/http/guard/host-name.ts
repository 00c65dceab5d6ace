import type { AddressPolicy } from "./policy.ts";

export type NameVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: "host_too_long" | "host_bad_label" | "host_not_qualified" | "host_special_use";
      readonly detail: string;
    };

const NAME_CHARACTERS = 253;
// Letters, digits, inner hyphens, at most 63. An underscore is legal in DNS but not in a host name: no
// public certificate names one.
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
// Top-level domains are letters or A-labels. A numeric last label is an IPv4 address to some parsers.
const TOP_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]*[a-z0-9])$/;

// Names that mean something only inside a network: what answers for them is never the public Internet,
// whatever the resolver of this machine says.
const SPECIAL_SUFFIXES: readonly string[] = [
  "localhost", // RFC 6761: loopback, with every name below it
  "localdomain", // hosts-file alias on many Linux systems
  "local", // multicast DNS
  "internal", // ICANN's private-use domain; cloud metadata, container hosts
  "svc", // Kubernetes search domains
  "arpa", // infrastructure, and home.arpa
  "test", // RFC 6761; commonly mapped to loopback on developers' machines
  "invalid", // RFC 6761
  "onion", // Tor; a leak if it ever reaches DNS
  "alt", // RFC 9476: not DNS at all
  "intranet", // RFC 6762 appendix G lists these as used for private names…
  "private",
  "corp",
  "home",
  "lan",
  "mail", // …and ICANN will not delegate corp, home or mail for that reason
];

// RFC 6761, too: nothing answers for it, so in production it is a placeholder that somebody forgot. People use
// it in drafts, which are written against a development server.
const PRODUCTION_SPECIAL_SUFFIXES: readonly string[] = [...SPECIAL_SUFFIXES, "example"];

/** Is this lower-case ASCII name one that a public receiver can have? */
export function judgeName(name: string, { mode }: Pick<AddressPolicy, "mode">): NameVerdict {
  if (name.length > NAME_CHARACTERS) {
    return refuse("host_too_long", `The host name is longer than ${NAME_CHARACTERS} characters.`);
  }
  if (name.endsWith(".")) {
    // The same host under a second spelling: certificates, caches and suffix lists would miss it.
    return refuse("host_bad_label", "The host name ends with a dot. Leave the dot away.");
  }
  const labels = name.split(".");
  const bad = labels.find((label) => !LABEL.test(label));
  if (bad !== undefined) {
    return refuse(
      "host_bad_label",
      `The part "${bad.slice(0, 63)}" of the host name is not 1 to 63 letters, digits and inner hyphens.`,
    );
  }
  const suffixes = mode === "production" ? PRODUCTION_SPECIAL_SUFFIXES : SPECIAL_SUFFIXES;
  const special = suffixes.find((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  if (special !== undefined) {
    return refuse("host_special_use", `Names under "${special}" are not reachable on the public Internet.`);
  }
  if (labels.length < 2) {
    return refuse("host_not_qualified", `"${name}" is not a full host name. Write it with its domain.`);
  }
  const top = labels.at(-1) ?? "";
  if (!TOP_LABEL.test(top)) {
    return refuse("host_bad_label", `"${top}" is not a top-level domain.`);
  }
  return { ok: true };
}

function refuse(reason: Exclude<NameVerdict, { ok: true }>["reason"], detail: string): NameVerdict {
  return { ok: false, reason, detail };
}

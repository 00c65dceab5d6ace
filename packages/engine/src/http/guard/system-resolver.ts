import { Resolver as CAres } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type { Resolver } from "./resolve.ts";

const HOSTS_FILE = process.platform === "win32" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";

// Two tries, 1 s and then 2 s, leave room for TCP and TLS inside the 5 s connect limit.
const QUERY_TIMEOUT_MS = 1_000;
const QUERY_TRIES = 2;

/**
 * The resolver of this machine: the hosts file first, then DNS for A and AAAA.
 *
 * Not `dns.lookup`: getaddrinfo runs on the thread pool, two at a time. A tenant with two names whose
 * servers never answer would hold every other tenant's lookups for seconds. These queries take no thread,
 * and never append search domains (`hooks.svc` stays `hooks.svc`). Lookups of one name under way at the
 * same moment share one query.
 */
export function systemResolver(hostsFile: string = HOSTS_FILE): Resolver {
  const queries = new CAres({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  const underWay = new Map<string, Promise<readonly string[]>>();

  async function lookup(hostname: string): Promise<readonly string[]> {
    // RFC 6761: localhost is loopback, and no resolver is asked.
    if (hostname === "localhost") return ["127.0.0.1", "::1"];
    const pinned = addressesIn(await readFile(hostsFile, "utf8").catch(withoutFile), hostname);
    if (pinned.length > 0) return pinned;
    return bothFamilies(await Promise.allSettled([queries.resolve4(hostname), queries.resolve6(hostname)]));
  }

  return {
    lookup(hostname) {
      const shared = underWay.get(hostname);
      if (shared !== undefined) return shared;
      const answer = lookup(hostname).finally(() => underWay.delete(hostname));
      underWay.set(hostname, answer);
      return answer;
    },
  };
}

/** A machine may have none. That it could not be read for want of descriptors must not send its names to DNS. */
function withoutFile(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT" || error.code === "EACCES") return "";
  throw error;
}

/** The addresses that the text of a hosts file gives a name, in file order. */
export function addressesIn(hostsText: string, hostname: string): string[] {
  const found: string[] = [];
  for (const line of hostsText.split("\n")) {
    const [address = "", ...names] = (line.split("#", 1)[0] ?? "").trim().split(/\s+/);
    if (isIP(address) !== 0 && names.some((name) => name.toLowerCase() === hostname)) found.push(address);
  }
  return found;
}

/**
 * One family with addresses is enough. With none, "there is nothing" may only be said if both families
 * said so: a zone whose AAAA query times out is unavailable, not empty.
 */
function bothFamilies(answers: readonly PromiseSettledResult<string[]>[]): string[] {
  const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  if (addresses.length > 0) return addresses;
  const failures = answers.flatMap((answer): unknown[] => (answer.status === "rejected" ? [answer.reason] : []));
  const telling = failures.find((failure) => !isEmptyAnswer(failure)) ?? failures[0];
  if (telling === undefined) return [];
  throw telling;
}

function isEmptyAnswer(failure: unknown): boolean {
  const code = (failure as NodeJS.ErrnoException | null)?.code;
  return code === "ENODATA" || code === "ENOTFOUND";
}

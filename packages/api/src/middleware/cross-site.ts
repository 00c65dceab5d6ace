import type { IncomingMessage } from "node:http";
import { Problem } from "@callcall/contract";
import { singleHeader } from "./headers.ts";

/** What a browser says about the page behind a request. */
export interface Provenance {
  /** `Sec-Fetch-Site`: set by the browser alone, no page can forge it. Absent over plain http beyond loopback. */
  readonly fetchSite: string | undefined;
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** The origin that the server was told it has, for proxies that replace the Host header. */
  readonly publicOrigin: string | null;
}

/** `change`: what a cookie authenticates and is no GET. `read`: a GET by cookie. `open`: needs no credential. */
export type Exposure = "change" | "read" | "open";

/**
 * Whether a request comes from a page of our own, or from no page where that is harmless. Cookies go along with
 * whatever any page sends here, and `SameSite` alone calls every port of a host the same site.
 *
 * - `same-origin` is us. `none` is a person who typed the address: a read, never a change.
 * - Without `Sec-Fetch-Site` the Origin has to be ours: host and port of the Host header, or the public URL.
 * - Without both it is no browser, or an old one that reads: changes by cookie are refused.
 */
export function isOurs(exposure: Exposure, { fetchSite, origin, host, publicOrigin }: Provenance): boolean {
  if (fetchSite !== undefined) return fetchSite === "same-origin" || (fetchSite === "none" && exposure === "read");
  if (origin === undefined) return exposure !== "change";
  return origin === publicOrigin || isSameHost(origin, host);
}

/**
 * Without the scheme: behind a proxy that ends TLS the browser's Origin is https and we see http. A default port
 * may be written or left out.
 */
function isSameHost(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: ours } = new URL(origin);
  const asked = `${protocol}//${host}`;
  return (protocol === "https:" || protocol === "http:") && URL.canParse(asked) && new URL(asked).host === ours;
}

/** @throws Problem `cross_site` */
export function refuseOtherSites(request: IncomingMessage, exposure: Exposure, publicOrigin: string | null): void {
  const provenance = {
    fetchSite: singleHeader(request, "sec-fetch-site"),
    origin: singleHeader(request, "origin"),
    host: request.headers.host,
    publicOrigin,
  };
  if (isOurs(exposure, provenance)) return;
  throw new Problem(
    "cross_site",
    "Cannot take this from another site: the dashboard's session counts for the dashboard's own pages alone",
  );
}

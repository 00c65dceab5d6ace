/** What the guard lets through. Production is the rule; development opens loopback and `http://`, nothing more. */
export interface AddressPolicy {
  readonly mode: "production" | "development";
  /** Ports allowed beside the standing ones, for every host. */
  readonly extraPorts: readonly number[];
}

export const PRODUCTION_POLICY: AddressPolicy = { mode: "production", extraPorts: [] };
export const DEVELOPMENT_POLICY: AddressPolicy = { mode: "development", extraPorts: [] };

// The two ports on which HTTPS is served in public. Every other port of a public host is somebody's
// SMTP, Redis or SSH, and a POST whose body the attacker chose can speak to some of those.
const HTTPS_PORTS: readonly number[] = [443, 8443];
const HTTP_PORT = 80;

export function schemeAllowed(scheme: string, policy: AddressPolicy): boolean {
  return scheme === "https" || (scheme === "http" && policy.mode === "development");
}

/** The port rule for a host that is not loopback. Loopback in development takes any port from 1. */
export function portAllowed(port: number, scheme: string, policy: AddressPolicy): boolean {
  return HTTPS_PORTS.includes(port) || (scheme === "http" && port === HTTP_PORT) || policy.extraPorts.includes(port);
}

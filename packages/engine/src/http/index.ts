export type { Exchange, HttpSender, SendRequest } from "./exchange.ts";
export { type AddressPolicy, DEVELOPMENT_POLICY, PRODUCTION_POLICY } from "./guard/policy.ts";
export type { Resolver } from "./guard/resolve.ts";
export { systemResolver } from "./guard/system-resolver.ts";
export { judgeUrl } from "./guard/url.ts";
export { watchOutage } from "./outage-watch.ts";
export { createSender } from "./sender.ts";

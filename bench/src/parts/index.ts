import { backlog } from "./backlog.ts";
import { e2e } from "./e2e.ts";
import { fanout } from "./fanout.ts";
import { growth } from "./growth.ts";
import { isolation } from "./isolation.ts";
import { latency } from "./latency.ts";
import type { Part } from "./part.ts";
import { peers, peersOverHttp } from "./peers.ts";
import { retention } from "./retention.ts";

/** In the order in which they run. `limit` is no part of it: it always comes first. */
export const PARTS: ReadonlyMap<string, Part> = new Map<string, Part>([
  ["e2e", e2e],
  ["latency", latency],
  ["peers", peers],
  ["peers-http", peersOverHttp],
  ["fanout", fanout],
  ["backlog", backlog],
  ["growth", growth],
  ["isolation", isolation],
  ["retention", retention],
]);

import { PageQuery } from "../resources/common.ts";
import { Stats, StatsQuery, WebhookStatsPage } from "../resources/stats.ts";
import { defineRoutes } from "./route.ts";

const tag = "Statistics";

export const statisticsRoutes = defineRoutes({
  "stats.get": {
    method: "GET",
    path: "/stats",
    tag,
    summary: "Figures of the account, per bucket",
    scope: "events:read",
    query: StatsQuery,
    success: { status: 200, schema: Stats, description: "Totals of the window, and a bucket for each step of a chart" },
    problems: [],
  },
  "stats.webhook": {
    method: "GET",
    path: "/webhooks/{id}/stats",
    tag,
    summary: "Figures of an endpoint, per bucket",
    scope: "events:read",
    query: StatsQuery,
    success: { status: 200, schema: Stats, description: "Totals of the window, and a bucket for each step of a chart" },
    problems: ["not_found"],
  },
  "stats.webhooks": {
    method: "GET",
    path: "/stats/webhooks",
    tag,
    summary: "Figures of every endpoint, in the order of the list of endpoints",
    scope: "events:read",
    query: PageQuery.extend(StatsQuery.shape),
    success: { status: 200, schema: WebhookStatsPage, description: "A page of figures with sparklines" },
    problems: ["invalid_cursor"],
  },
});

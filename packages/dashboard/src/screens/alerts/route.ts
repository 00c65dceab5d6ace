import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";
import { toAlertsSearch, toNewRuleSearch } from "./search.ts";

export const alertsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts",
  validateSearch: toAlertsSearch,
  component: lazyRouteComponent(() => import("./index.tsx"), "AlertsScreen"),
});

export const alertRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts/$alertId",
  component: lazyRouteComponent(() => import("./detail.tsx"), "AlertScreen"),
});

export const rulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts/rules",
  component: lazyRouteComponent(() => import("./rules.tsx"), "AlertRulesScreen"),
});

export const newRuleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts/rules/new",
  validateSearch: toNewRuleSearch,
  component: lazyRouteComponent(() => import("./rule-new.tsx"), "NewAlertRuleScreen"),
});

export const ruleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts/rules/$ruleId",
  component: lazyRouteComponent(() => import("./rule.tsx"), "AlertRuleScreen"),
});

export const alertsRoutes = [alertsRoute, alertRoute, rulesRoute, newRuleRoute, ruleRoute] as const;

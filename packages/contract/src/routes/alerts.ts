import { z } from "zod";
import { LIMITS } from "../limits.ts";
import {
  Alert,
  AlertNotification,
  AlertPage,
  AlertQuery,
  AlertRule,
  AlertRuleCreate,
  AlertRulePage,
  AlertRuleUpdate,
} from "../resources/alert.ts";
import { PageQuery } from "../resources/common.ts";
import { defineRoutes } from "./route.ts";

const tag = "Alerts";
const limitBytes = LIMITS.control_request_bytes;

const AlertTestResult = z.object({ data: z.array(AlertNotification) }).meta({ id: "AlertTestResult" });

export const alertRoutes = defineRoutes({
  "alertRules.list": {
    method: "GET",
    path: "/alerts/rules",
    tag,
    summary: "List alert rules, the defaults first",
    scope: "alerts:read",
    query: PageQuery,
    success: { status: 200, schema: AlertRulePage, description: "A page of rules" },
    problems: ["invalid_cursor"],
  },
  "alertRules.create": {
    method: "POST",
    path: "/alerts/rules",
    tag,
    summary: "Add an alert rule",
    scope: "alerts:write",
    body: { schema: AlertRuleCreate, limitBytes },
    success: { status: 201, schema: AlertRule, description: "In force from now on" },
    problems: ["not_found", "address_refused", "limit_reached", "conflict"],
  },
  "alertRules.get": {
    method: "GET",
    path: "/alerts/rules/{id}",
    tag,
    summary: "Get an alert rule",
    scope: "alerts:read",
    success: { status: 200, schema: AlertRule, description: "The rule" },
    problems: ["not_found"],
  },
  "alertRules.update": {
    method: "PATCH",
    path: "/alerts/rules/{id}",
    tag,
    summary: "Change, mute or switch off an alert rule",
    scope: "alerts:write",
    body: { schema: AlertRuleUpdate, limitBytes },
    success: { status: 200, schema: AlertRule, description: "The rule as it is now" },
    problems: ["not_found", "address_refused", "conflict"],
  },
  "alertRules.delete": {
    method: "DELETE",
    path: "/alerts/rules/{id}",
    tag,
    summary: "Remove an alert rule; its open alerts are resolved",
    scope: "alerts:write",
    success: { status: 204, description: "Removed" },
    problems: ["not_found", "conflict"],
  },
  "alertRules.test": {
    method: "POST",
    path: "/alerts/rules/{id}/test",
    tag,
    summary: "Send a test through the channels of a rule, now",
    scope: "alerts:write",
    success: { status: 200, schema: AlertTestResult, description: "What came of it, per channel" },
    problems: ["not_found", "rate_limited"],
  },
  "alerts.list": {
    method: "GET",
    path: "/alerts",
    tag,
    summary: "List what fired and why, newest first",
    scope: "alerts:read",
    query: AlertQuery,
    success: { status: 200, schema: AlertPage, description: "A page of alerts" },
    problems: ["invalid_cursor"],
  },
  "alerts.get": {
    method: "GET",
    path: "/alerts/{id}",
    tag,
    summary: "Get an alert with its notifications",
    scope: "alerts:read",
    success: { status: 200, schema: Alert, description: "The alert" },
    problems: ["not_found"],
  },
  "alerts.resolve": {
    method: "POST",
    path: "/alerts/{id}/resolve",
    tag,
    summary: "Resolve an alert by hand",
    description: "It opens again when the condition is met again after it was not.",
    scope: "alerts:write",
    success: { status: 200, schema: Alert, description: "Resolved" },
    problems: ["not_found", "conflict"],
  },
});

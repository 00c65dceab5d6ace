export { type Api, createApi } from "./create-api.ts";
export type { AnsweredRequest, ApiLogger, ApiOptions, ApiTimeouts, MetricsPage } from "./options.ts";
export type { StreamSettings } from "./stream/settings.ts";

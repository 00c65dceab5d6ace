export { type Api, createApi } from "./create-api.ts";
export type { ApiLogger, ApiOptions, ApiTimeouts } from "./options.ts";
export type { StreamSettings } from "./stream/settings.ts";

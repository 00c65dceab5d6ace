export type { PostgresStoreOptions } from "./open.ts";
export { openPostgresStore } from "./open.ts";

export type { SqliteStoreOptions } from "./open.ts";
export { openSqliteStore } from "./open.ts";

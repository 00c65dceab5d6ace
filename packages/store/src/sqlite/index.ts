export { type Compacted, compactSqliteStore } from "./compact.ts";
export { loadDriver } from "./driver.ts";
export { migrate } from "./migrate.ts";
export { MIGRATIONS } from "./migrations/index.ts";
export type { SqliteStoreOptions } from "./open.ts";
export { openSqliteStore } from "./open.ts";

export { compactDatabase } from "./compact.ts";
export { defaultOf, type Mode, SETTINGS, type Setting, type SettingName } from "./config/catalogue.ts";
export { ConfigError, type ConfigSources, resolveConfig, type ServerConfig } from "./config/resolve.ts";
export { type CallCallServer, createServer, type ServerOptions, VERSION } from "./create-server.ts";
export { createLog } from "./log.ts";

export { main, type Terminal } from "./cli/main.ts";

import type { Behaviour } from "../receivers.ts";
import type { HostileReceiver } from "./row.ts";

/** Served over plain HTTP. */
export function over(behaviour: Behaviour): HostileReceiver["stage"] {
  return (world) => world.plain(behaviour);
}

/** A response's head. */
export function responding(head: string): string {
  return `HTTP/1.1 ${head}\r\n\r\n`;
}

/** A whole response with a body of two bytes; `headers` end with a line break. */
export function sized(status: string, headers = ""): string {
  return `HTTP/1.1 ${status}\r\n${headers}content-length: 2\r\n\r\nok`;
}

/** Connections that come to nothing: rows 1 to 6, 36 to 39. */
import { deepStrictEqual } from "node:assert";
import { systemTimers } from "../../../runtime/clock.ts";
import {
  answerAndClose,
  closeOnAccept,
  dripping,
  hang,
  resetAfterRequest,
  resetOnAccept,
  servesOnce,
  startReceiver,
} from "../receivers.ts";
import { over } from "./http.ts";
import type { HostileReceiver } from "./row.ts";

const soon = (next: () => void): void => void systemTimers.after(20, next);

export const CONNECTIONS: readonly HostileReceiver[] = [
  {
    row: 1,
    does: "accepts and never answers",
    stage: over(hang),
    hasty: "deadline",
    outcome: "timeout_headers",
    follows: "retried",
    says: "[DEADLINE]",
  },
  {
    row: 2,
    does: "has closed its port",
    async stage() {
      const receiver = await startReceiver(hang);
      await receiver.close();
      return `http://127.0.0.1:${receiver.port}/in`;
    },
    outcome: "connect_refused",
    follows: "retried",
    says: "127.0.0.1 refused the connection. [ECONNREFUSED]",
  },
  {
    row: 3,
    does: "drops every SYN",
    stage: async (world) => `http://127.0.0.1:${await world.blackHole()}/in`,
    hasty: "connect",
    outcome: "timeout_connect",
    follows: "retried",
    says: "[CONNECT_LIMIT]",
  },
  { row: 4, does: "resets on accept", stage: over(resetOnAccept), outcome: "connection_reset", follows: "retried" },
  {
    row: 4,
    does: "resets after the request",
    stage: over(resetAfterRequest),
    outcome: "connection_reset",
    follows: "retried",
  },
  {
    row: 5,
    does: "closes before any byte",
    stage: over(closeOnAccept),
    outcome: "connection_closed",
    follows: "retried",
  },
  {
    row: 5,
    does: "closes in the middle of the headers",
    stage: over(answerAndClose("HTTP/1.1 200 OK\r\nx")),
    outcome: "connection_closed",
    follows: "retried",
  },
  {
    row: 6,
    does: "drips header bytes",
    stage: over(dripping("HTTP/1.1 200 OK\r\nx: ", "y", soon)),
    hasty: "deadline",
    outcome: "timeout_headers",
    follows: "retried",
  },
  ...(
    [
      [
        36,
        "has a name that does not exist",
        "ENOTFOUND",
        "dns_nxdomain",
        "The name name0.customer.com does not exist.",
      ],
      [36, "has a name without A and AAAA", "ENODATA", "dns_no_address", "has no address"],
      [36, "has a name with an empty answer", [], "dns_no_address", "The name has no address. [NO_ADDRESS]"],
      [37, "has name servers that fail", "ESERVFAIL", "dns_unavailable", "could not be looked up. [ESERVFAIL]"],
      [37, "has name servers that refuse", "EREFUSED", "dns_unavailable", "[EREFUSED]"],
      [37, "has name servers that time out", "ETIMEOUT", "dns_unavailable", "[ETIMEOUT]"],
      [37, "is not known for the moment", "EAI_AGAIN", "dns_unavailable", "[EAI_AGAIN]"],
      [37, "fails to resolve in a way that nobody foresaw", "SOMETHING_NEW", "dns_unavailable", "[SOMETHING_NEW]"],
      [37, "has name servers that never answer", null, "dns_unavailable", "[CONNECT_LIMIT]"],
    ] as const
  ).map(
    ([row, does, answers, outcome, says], index): HostileReceiver => ({
      row,
      does,
      stage: async (world) => world.named(`name${index}.customer.com`, answers),
      ...(answers === null ? { hasty: "connect" as const } : {}),
      outcome,
      follows: "retried",
      says,
    }),
  ),
  ...(
    [
      ["resolves to a private address", ["10.0.0.5"]],
      ["hides a private address behind a public one", ["93.184.216.34", "192.168.0.1"]],
      ["resolves to the metadata service in IPv6 clothes", ["64:ff9b::a9fe:a9fe"]],
    ] as const
  ).map(
    ([does, answers], index): HostileReceiver => ({
      row: 38,
      does,
      stage: async (world) => world.named(`blocked${index}.customer.com`, answers),
      outcome: "blocked_address",
      follows: "retried",
      says: "[BLOCKED_ADDRESS]",
    }),
  ),
  ...(
    [
      ["resets", (socket) => socket.resetAndDestroy()],
      ["closes", (socket) => socket.destroy()],
      ["half-closes", (socket) => socket.end()],
    ] as const satisfies readonly (readonly [string, Parameters<typeof servesOnce>[0]])[]
  ).map(
    ([how, drop]): HostileReceiver => ({
      row: 39,
      does: `${how} a kept-alive connection as the next request is written`,
      stage: over(servesOnce(drop)),
      warm: true,
      outcome: "delivered",
      follows: "succeeded",
      status: 200,
      also({ reusedSocket }) {
        deepStrictEqual(reusedSocket, false);
      },
    }),
  ),
];

/** Well-formed answers whose status decides: rows 15, 23, 25 and 40 to 46. */
import { deepStrictEqual } from "node:assert";
import { systemTimers } from "../../../runtime/clock.ts";
import { answer, type Behaviour, OK } from "../receivers.ts";
import { over, responding, sized } from "./http.ts";
import type { Follows, HostileReceiver } from "./row.ts";

const REDIRECTS = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"];
const REFUSALS = ["400 Bad", "401 Who", "403 No", "404 Not Found", "409 Conflict", "422 Odd"];
const FAILURES = ["500 Oops", "502 Bad Gateway", "503 Later", "504 Too Late"];

const lateButInTime: Behaviour = (socket) =>
  socket.once("data", () => systemTimers.after(20, () => socket.end(sized("202 Accepted"))));
const beforeTheBody: Behaviour = (socket) => socket.once("data", () => socket.end(sized("413 Too Large")));

export const STATUSES: readonly HostileReceiver[] = [
  ...REDIRECTS.map(
    (status): HostileReceiver => ({
      row: 15,
      does: `redirects with ${status}`,
      stage: (world) => {
        const location = `location: http://127.0.0.1:${world.canary.port}/secret\r\n`;
        return world.plain(answer(`HTTP/1.1 ${status}\r\n${location}content-length: 0\r\n\r\n`));
      },
      outcome: "http_3xx",
      follows: "retried",
      status: Number.parseInt(status, 10),
      also({ response }, { canary }) {
        const location = response?.headers.find(([name]) => name === "location")?.[1];
        deepStrictEqual(location, `http://127.0.0.1:${canary.port}/secret`);
        deepStrictEqual(canary.seen.connections, 0);
      },
    }),
  ),
  plain(23, "answers with status 999", answer(sized("999 Odd")), "http_other", "retried"),
  plain(25, "answers 413 before it has read the request", beforeTheBody, "http_4xx", "retried"),
  plain(40, "answers 410", answer(sized("410 Gone")), "http_410", "failed, disabled"),
  plain(41, "answers 429", answer(sized("429 Slow Down")), "http_429", "retried"),
  plain(41, "asks for two minutes", answer(sized("429 No", "Retry-After: 120\r\n")), "http_429", "retried as asked"),
  ...["-1", "1.5", "soon", "2025-02-07T02:57:00Z"].map((value) =>
    plain(
      41,
      `asks for a wait of ${JSON.stringify(value)}`,
      answer(sized("429 No", `Retry-After: ${value}\r\n`)),
      "http_429",
      "retried",
    ),
  ),
  ...FAILURES.map((status) => plain(42, `answers ${status}`, answer(sized(status)), "http_5xx", "retried")),
  plain(
    42,
    "answers 503 and asks for two minutes",
    answer(sized("503 Later", "retry-after: 120\r\n")),
    "http_5xx",
    "retried as asked",
  ),
  plain(
    42,
    "answers 502 and asks for two minutes, which is not for a 502 to ask",
    answer(sized("502 Bad", "retry-after: 120\r\n")),
    "http_5xx",
    "retried",
  ),
  ...REFUSALS.map((status) => plain(43, `answers ${status}`, answer(sized(status)), "http_4xx", "retried")),
  {
    ...plain(44, "answers 200 with an error inside", answer(sized("200 OK")), "delivered", "succeeded"),
    stage: over(answer(`${responding("200 OK\r\ncontent-length: 14")}{"error":"no"}`)),
    bodyBytes: 14,
  },
  { ...plain(45, "answers 204", answer(responding("204 No Content")), "delivered", "succeeded"), bodyBytes: 0 },
  plain(45, "answers 202 late but in time", lateButInTime, "delivered", "succeeded"),

  controlled("abort-message", "500 No", "http_5xx", "failed"),
  controlled("ABORT-MESSAGE", "404 No", "http_4xx", "failed"),
  controlled("abort-message", "200 OK", "delivered", "succeeded"),
  controlled("disable", "200 OK", "delivered", "succeeded, disabled"),
  controlled("abort", "500 No", "http_5xx", "retried"),
  plain(
    46,
    "says abort-message without TLS, where anybody may have said it",
    answer(sized("500 No", "webhook-delivery: abort-message\r\n")),
    "http_5xx",
    "retried",
  ),
  plain(
    46,
    "says disable without TLS",
    answer(OK.replace("\r\n", "\r\nwebhook-delivery: disable\r\n")),
    "delivered",
    "succeeded",
  ),
];

function plain(
  row: number,
  does: string,
  behaviour: Behaviour,
  outcome: HostileReceiver["outcome"],
  follows: Follows,
): HostileReceiver {
  return { row, does, stage: over(behaviour), outcome, follows };
}

/** Delivery control over authenticated TLS. */
function controlled(
  command: string,
  status: string,
  outcome: HostileReceiver["outcome"],
  follows: Follows,
): HostileReceiver {
  return {
    row: 46,
    does: `answers ${status} and says webhook-delivery: ${command}`,
    stage: (world) => world.secure(answer(sized(status, `Webhook-Delivery: ${command}\r\n`)), world.good),
    outcome,
    follows,
  };
}

/** Answers that are malformed, endless or cut: rows 7 to 14, 16 to 24 and 26. */
import { gzipSync } from "node:zlib";
import { systemTimers } from "../../../runtime/clock.ts";
import { answer, answerAndClose, answerAndReset, type Behaviour, dripping, flooding, greet, OK } from "../receivers.ts";
import { over, responding, sized } from "./http.ts";
import type { Expected, HostileReceiver } from "./row.ts";

const soon = (next: () => void): void => void systemTimers.after(20, next);
const chunked = responding("200 OK\r\ntransfer-encoding: chunked");
const bomb = gzipSync(Buffer.alloc(5_000_000));

type Case = readonly [row: number, does: string, behaviour: Behaviour, expected: Omit<Expected, "outcome" | "follows">];

const HEADERS_CAME: readonly Case[] = [
  [7, "drips body bytes", dripping(responding("200 OK\r\ncontent-length: 9999"), "y", soon), { incomplete: true }],
  [
    8,
    "hangs in the middle of the body",
    answer(`${responding("200 OK\r\ncontent-length: 9")}half`),
    { incomplete: true, bodyBytes: 4 },
  ],
  [
    9,
    "sends a body without end",
    flooding(chunked, `4000\r\n${"y".repeat(0x4000)}\r\n`),
    { truncated: true, incomplete: false, bodyBytes: 65_536 },
  ],
  [
    10,
    "sends a gzip bomb",
    answer(
      Buffer.concat([
        Buffer.from(responding(`200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}`)),
        bomb,
      ]),
    ),
    { bodyBytes: bomb.length },
  ],
  [12, "sends eight 103 and then answers", answer(responding("103 Early Hints").repeat(8) + OK), { incomplete: false }],
  [
    16,
    "resets in the middle of the body",
    answerAndReset(`${responding("200 OK\r\ncontent-length: 9")}half`),
    { incomplete: true },
  ],
  [
    17,
    "sends less than its content-length",
    answerAndClose(`${responding("200 OK\r\ncontent-length: 9")}half`),
    { incomplete: true, bodyBytes: 4 },
  ],
  [17, "cuts a chunked body", answerAndClose(`${chunked}9\r\nhalf`), { incomplete: true }],
  [
    18,
    "sends more than its content-length",
    answer(`${responding("200 OK\r\ncontent-length: 2")}ok and more`),
    { incomplete: false, bodyBytes: 2 },
  ],
  [20, "sends a bad chunk size", answer(`${chunked}zz\r\nok`), { incomplete: true }],
  [
    24,
    "answers in HTTP/1.0 and closes",
    answerAndClose("HTTP/1.0 200 OK\r\n\r\nok"),
    { incomplete: false, bodyBytes: 2 },
  ],
  [26, "answers and half-closes", answerAndClose(sized("200 OK")), { incomplete: false, bodyBytes: 2 }],
];

/** The same after a 500: the status decides, whatever the body does. */
const AFTER_A_500: readonly Case[] = [
  [7, "drips body bytes", dripping(responding("500 No\r\ncontent-length: 9999"), "y", soon), { incomplete: true }],
  [
    9,
    "sends a body without end",
    flooding(responding("500 No"), "y".repeat(0x4000)),
    { truncated: true, bodyBytes: 65_536 },
  ],
  [
    20,
    "sends a bad chunk size",
    answer(`${responding("500 No\r\ntransfer-encoding: chunked")}zz\r\nok`),
    { incomplete: true },
  ],
];

const NOT_HTTP: readonly Case[] = [
  [
    11,
    "sends 70 KB of headers",
    answer(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}\r\n\r\n`),
    { says: "[UND_ERR_HEADERS_OVERFLOW]" },
  ],
  [
    11,
    "sends 5,000 headers",
    answer(`HTTP/1.1 200 OK\r\n${"a:\r\n".repeat(5_000)}\r\n`),
    { says: "[TOO_MANY_HEADERS]" },
  ],
  [
    12,
    "sends 103 without end",
    flooding("", responding("103 Early Hints\r\nlink: </a>")),
    { says: "[TOO_MANY_INTERIM]" },
  ],
  [12, "sends nine 103 at once", answer(responding("103 Early Hints").repeat(9) + OK), { says: "[TOO_MANY_INTERIM]" }],
  [
    13,
    "sends a 100 nobody asked for",
    answer(responding("100 Continue") + OK),
    { says: "[UND_ERR_SOCKET_BAD_RESPONSE]" },
  ],
  [
    14,
    "switches protocols",
    answer(responding("101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket")),
    {},
  ],
  [
    19,
    "sends a length and chunks",
    answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    {},
  ],
  [19, "sends two lengths", answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok"), {}],
  [21, "ends lines with LF alone", answer("HTTP/1.1 200 OK\ncontent-length: 2\n\nok"), {}],
  [21, "puts a CR into a value", answer("HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n"), {}],
  [21, "puts a NUL into a value", answer("HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n"), {}],
  [21, "answers in HTTP/0.9", answerAndClose("<html>hello</html>"), {}],
  [21, "greets like an SMTP server", greet("220 mail.customer.com ESMTP\r\n"), {}],
  [22, "answers with status 000", answer(sized("000 Zero")), { says: "[BAD_STATUS]" }],
];

export const ANSWERS: readonly HostileReceiver[] = [
  ...HEADERS_CAME.map((row) =>
    receiver(row, "after a 200", { outcome: "delivered", follows: "succeeded", status: 200 }),
  ),
  ...AFTER_A_500.map((row) => receiver(row, "after a 500", { outcome: "http_5xx", follows: "retried", status: 500 })),
  ...NOT_HTTP.map((row) => receiver(row, "", { outcome: "protocol_error", follows: "retried" })),
];

function receiver([row, does, behaviour, more]: Case, when: string, expected: Expected): HostileReceiver {
  return { row, does: `${does} ${when}`.trim(), stage: over(behaviour), ...expected, ...more };
}

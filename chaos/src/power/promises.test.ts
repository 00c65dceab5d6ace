import { expect, test } from "vitest";
import { Promises, syncsBehindAcks } from "./promises.ts";
import type { Step } from "./trace.ts";

const accepted = (id: string): string => `{"id":"${id}","type":"a.b","created":"2025-02-07T02:55:00Z","deliveries":2}`;
const heard = (marker: string): Step => ({ kind: "heard", text: `{"type":"a.b","data":{"marker":"${marker}"}}` });
const said = (text: string): Step => ({ kind: "said", text });
const WAL = "callcall.db-wal";

test("an event is promised by a 2xx, alone or in a batch, and by nothing else", () => {
  const promises = new Promises();
  promises.note(said(`HTTP/1.1 202 Accepted\r\n\r\n${accepted("evt_1")}`));
  promises.note(said(`HTTP/1.1 202 Accepted\r\n\r\n{"data":[${accepted("evt_2")},${accepted("evt_3")}]}`));
  promises.note(said(`HTTP/1.1 503 Service Unavailable\r\n\r\n${accepted("evt_4")}`));
  expect([...promises.events]).toEqual(["evt_1", "evt_2", "evt_3"].map((id) => [id, 2]));
});

test("an attempt is promised once its bytes leave, the highest counts", () => {
  const promises = new Promises();
  for (const attempt of [1, 2]) {
    promises.note(
      said(`POST /one HTTP/1.1\r\nx-callcall-delivery-id: dlv_1\r\nx-callcall-attempt: ${attempt}\r\n\r\n{}`),
    );
  }
  expect([...promises.attempts]).toEqual([["dlv_1", 2]]);
});

test("a sync counts when it began after the request was heard and ended before the answer", () => {
  const ids = new Map([["m1", "evt_1"]]);
  const answer = said(`HTTP/1.1 202 Accepted\r\n\r\n${accepted("evt_1")}`);
  const sync = (began: number): Step => ({ kind: "sync", file: WAL, began });
  expect(syncsBehindAcks([heard("m1"), sync(1), answer], ids)).toEqual({ acks: 1, unsynced: [] });
  expect(syncsBehindAcks([heard("m1"), sync(0), answer], ids).unsynced).toEqual(["evt_1"]);
  expect(syncsBehindAcks([heard("m1"), answer, sync(2)], ids).unsynced).toEqual(["evt_1"]);
  const elsewhere: Step = { kind: "sync", file: "callcall.db", began: 1 };
  expect(syncsBehindAcks([heard("m1"), elsewhere, answer], ids).unsynced).toEqual(["evt_1"]);
});

import { describe, expect, it } from "vitest";
import { looksLikeRequest, partsOf } from "./request-text.ts";

const BODY = '{"id":"evt_1","data":{"f":1.0,"text":"it\'s"}}';
const SIGNATURE = `t=1738896900,v1=${"a".repeat(64)},v1=${"b".repeat(64)}`;
const FOUND = { payload: BODY, signature: SIGNATURE, timestamp: "1738896900", id: "evt_1" };
const HEADERS = `x-callcall-signature: ${SIGNATURE}\nX-CallCall-Timestamp: 1738896900\nwebhook-id: evt_1\nwebhook-signature: v1,AAAA=\nwebhook-timestamp: 1`;

describe("partsOf", () => {
  it("reads raw HTTP, with either line end, and keeps the body to the byte", () => {
    const request = `POST /webhook HTTP/1.1\nhost: a.example\ncontent-type: application/json\n${HEADERS}\n\n${BODY}\n`;
    expect(partsOf(request)).toEqual({ ...FOUND, payload: `${BODY}\n` });
    expect(partsOf(request.replaceAll("\n", "\r\n"))).toEqual({ ...FOUND, payload: `${BODY}\r\n` });
  });

  it("reads headers alone", () => {
    const { payload: _none, ...headers } = FOUND;
    expect(partsOf(HEADERS)).toEqual(headers);
    expect(partsOf(`${HEADERS}\n\n${BODY}`)).toEqual(FOUND);
  });

  it("reads a curl command, unquoted as a shell does", () => {
    const quoted = BODY.replaceAll("'", "'\\''");
    const command = `curl -i -X POST 'https://a.example' \\\n  -H 'x-callcall-signature: ${SIGNATURE}' \\\n  -H 'x-callcall-timestamp: 1738896900' \\\n  -H 'webhook-id: evt_1' \\\n  --data-raw '${quoted}'`;
    expect(partsOf(command)).toEqual(FOUND);
    const double = `curl https://a.example -d "{\\"a\\":1}" -H "x-callcall-signature: ${SIGNATURE}"`;
    expect(partsOf(double)).toEqual({ payload: '{"a":1}', signature: SIGNATURE });
    expect(partsOf(String.raw`curl https://a.example --data-raw $'{"a":"it\'s \u00e9\n"}'`)).toEqual({
      payload: '{"a":"it\'s é\n"}',
    });
  });

  it("reads curl -v, and takes nothing of the answer for the body", () => {
    const log = `* Connected to a.example\n> POST /webhook HTTP/1.1\n> Host: a.example\n${HEADERS.replaceAll(/^/gm, "> ")}\n> \n* upload completely sent off\n< HTTP/1.1 400 Bad Request\n< content-type: text/plain\n< \n{"error":"invalid signature"}`;
    const { payload: _none, ...headers } = FOUND;
    expect(partsOf(log)).toEqual(headers);
  });

  it("reads headers as JSON, and a request as JSON", () => {
    const headers = { "x-callcall-signature": SIGNATURE, "x-callcall-timestamp": "1738896900", "webhook-id": "evt_1" };
    const { payload: _none, ...rest } = FOUND;
    expect(partsOf(JSON.stringify(headers, null, 2))).toEqual(rest);
    expect(partsOf(JSON.stringify({ headers, body: BODY }))).toEqual(FOUND);
  });

  it.each([
    [
      "Node",
      `{\n  'x-callcall-signature': '${SIGNATURE}',\n  'x-callcall-timestamp': '1738896900',\n  'webhook-id': 'evt_1'\n}`,
    ],
    [
      "WSGI",
      `{'HTTP_X_CALLCALL_SIGNATURE': '${SIGNATURE}', 'HTTP_X_CALLCALL_TIMESTAMP': '1738896900', 'HTTP_WEBHOOK_ID': 'evt_1'}`,
    ],
    [
      "Rack",
      `"HTTP_X_CALLCALL_SIGNATURE"=>"${SIGNATURE}", "HTTP_X_CALLCALL_TIMESTAMP"=>"1738896900", "HTTP_WEBHOOK_ID"=>"evt_1"`,
    ],
    [
      "PHP",
      `    [HTTP_X_CALLCALL_SIGNATURE] => ${SIGNATURE}\n    [HTTP_X_CALLCALL_TIMESTAMP] => 1738896900\n    [HTTP_WEBHOOK_ID] => evt_1`,
    ],
  ])("reads what %s prints of its headers", (_name, text) => {
    const { payload: _none, ...rest } = FOUND;
    expect(partsOf(text)).toEqual(rest);
    expect(partsOf(`${text}\n${BODY}`)).toMatchObject(rest);
  });

  it("takes the Standard Webhooks headers where ours are missing", () => {
    expect(partsOf("webhook-id: evt_1\nwebhook-timestamp: 5\nwebhook-signature: v1,AAAA= v1,BBBB=")).toEqual({
      id: "evt_1",
      timestamp: "5",
      signature: "v1,AAAA= v1,BBBB=",
    });
  });

  it("makes nothing of what is no request", () => {
    for (const text of ["", "hello", BODY, "{", "curl", "webhook-identity: x"]) expect(partsOf(text)).toEqual({});
  });
});

it("tells a request from a body", () => {
  expect([HEADERS, "POST / HTTP/1.1\n\n{}", "curl https://a.example"].map(looksLikeRequest)).toEqual([
    true,
    true,
    true,
  ]);
  expect([BODY, "", "t=1,v1=00"].map(looksLikeRequest)).toEqual([false, false, false]);
});

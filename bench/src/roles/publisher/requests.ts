import { dataText, stamp, stampPlaces, typeName } from "../../http/payload.ts";

/** A whole request, made once; only the instant in it changes. */
export interface PreparedRequest {
  at(us: number): Buffer;
}

interface Shape {
  readonly url: string;
  readonly apiKey: string;
  readonly batch: number;
  readonly types: number;
}

/** One request for each type to begin with; the types within a batch take turns. */
export function makeRequests(shape: Shape): readonly PreparedRequest[] {
  return Array.from({ length: shape.types }, (_, first) => makeRequest(shape, first));
}

function makeRequest({ url, apiKey, batch, types }: Shape, first: number): PreparedRequest {
  const data = dataText();
  const events = Array.from(
    { length: batch },
    (_, index) => `{"type":"${typeName((first + index) % types)}","data":${data}}`,
  );
  const [path, body] =
    batch === 1 ? ["/api/v1/events", events[0] ?? ""] : ["/api/v1/events/batch", `{"events":[${events.join(",")}]}`];
  const text = [
    `POST ${path} HTTP/1.1`,
    `host: ${new URL(url).host}`,
    `authorization: Bearer ${apiKey}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
  const template = Buffer.from(text, "latin1");
  const places = stampPlaces(template);
  return {
    at(us) {
      // A copy: the one before may still wait to be written.
      const request = Buffer.from(template);
      stamp(request, places, us);
      return request;
    },
  };
}

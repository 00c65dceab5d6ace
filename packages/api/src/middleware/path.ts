import { EVENT_ID_PATTERN, EVENT_TYPE_CHARACTERS, EVENT_TYPE_PATTERN, isId, Problem } from "@callcall/contract";

/** The shape of a path parameter, by the collection it stands under. */
const SHAPES: Readonly<Record<string, (text: string) => boolean>> = {
  webhooks: (text) => isId("webhook", text),
  events: (text) => EVENT_ID_PATTERN.test(text),
  deliveries: (text) => isId("delivery", text),
  replays: (text) => isId("replay", text),
  receivers: (text) => isId("receiver", text),
  traffic: (text) => isId("traffic", text),
  rules: (text) => isId("alertRule", text),
  alerts: (text) => isId("alert", text),
  keys: (text) => isId("key", text),
  "portal-sessions": (text) => isId("portal", text),
  "event-types": (text) => text.length <= EVENT_TYPE_CHARACTERS && EVENT_TYPE_PATTERN.test(text),
};

/**
 * A check of the parameters of `path` (`/webhooks/{id}`). What cannot be an id is answered like an id that
 * does not exist, and never reaches a database: PostgreSQL fails on U+0000 in a text parameter.
 */
export function paramsCheck(path: string): (params: Readonly<Record<string, string>>) => void {
  const shapes = [...path.matchAll(/([a-z-]+)\/\{([a-z]+)\}/g)].map(([, collection = "", name = ""]) => {
    const isPossible = SHAPES[collection];
    if (isPossible === undefined) throw new TypeError(`Cannot check {${name}} of ${path}: no shape for ${collection}`);
    return { name, isPossible };
  });
  return (params) => {
    for (const { name, isPossible } of shapes) {
      if (!isPossible(params[name] ?? "")) throw new Problem("not_found", "");
    }
  };
}

import { alteredNumber, type JsonNode, nameOf, type Span } from "./scan.ts";

/** One line of the tree, as it is shown. */
export interface JsonRow {
  readonly depth: number;
  /** Where its value begins: unique per value, and the name by which it is folded. */
  readonly id: number;
  /** `close` is the line of a lone bracket. */
  readonly kind: "open" | "close" | "folded" | "empty" | "scalar";
  readonly node: JsonNode;
  /** With its quotes; undefined inside an array and at the top. */
  readonly key: Span | undefined;
  readonly comma: boolean;
  readonly duplicate: boolean;
  /** JSON Pointer (RFC 6901) to the value. */
  readonly pointer: string;
}

/** A value with more than this many characters is shown shortened until asked for. */
export const STRING_SHOWN_CHARACTERS = 400;
/** So many values are open at first; larger ones begin with their first two levels. */
const OPEN_AT_FIRST = 300;

/** Whether a container is open until somebody folds or unfolds it. */
export function opensAtFirst(nodes: number): (depth: number) => boolean {
  return nodes <= OPEN_AT_FIRST ? () => true : (depth) => depth < 2;
}

/**
 * The visible lines of a tree.
 * @param toggled containers that are not as `opensAtFirst` says, by their id
 */
export function rowsOf(
  text: string,
  root: JsonNode,
  toggled: ReadonlySet<number>,
  opens: (depth: number) => boolean,
): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  const add = (node: JsonNode, place: Pick<JsonRow, "depth" | "key" | "comma" | "duplicate" | "pointer">): void => {
    const row = { ...place, node, id: node.start };
    if (node.kind !== "object" && node.kind !== "array") {
      rows.push({ ...row, kind: "scalar" });
      return;
    }
    if (sizeOf(node) === 0) {
      rows.push({ ...row, kind: "empty" });
      return;
    }
    if (opens(place.depth) === toggled.has(node.start)) {
      rows.push({ ...row, kind: "folded" });
      return;
    }
    rows.push({ ...row, kind: "open", comma: false });
    const depth = place.depth + 1;
    const last = sizeOf(node) - 1;
    if (node.kind === "array") {
      node.items.forEach((item, index) => {
        const pointer = `${place.pointer}/${index}`;
        add(item, { depth, key: undefined, comma: index < last, duplicate: false, pointer });
      });
    } else {
      node.members.forEach(({ key, value, duplicate }, index) => {
        const name = nameOf(text.slice(key.start, key.end));
        const pointer = `${place.pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        add(value, { depth, key, comma: index < last, duplicate, pointer });
      });
    }
    rows.push({ ...row, kind: "close", key: undefined, duplicate: false });
  };
  add(root, { depth: 0, key: undefined, comma: false, duplicate: false, pointer: "" });
  return rows;
}

export function sizeOf(node: JsonNode): number {
  if (node.kind === "object") return node.members.length;
  return node.kind === "array" ? node.items.length : 0;
}

/** `3 keys`, `1 item`. */
export function sizeInWords(node: JsonNode): string {
  const size = sizeOf(node);
  const noun = node.kind === "object" ? "key" : "item";
  return `${size.toLocaleString("en")} ${noun}${size === 1 ? "" : "s"}`;
}

/** What a reader should know of this value, or null. */
export function noteOf(text: string, row: JsonRow): string | null {
  if (row.duplicate) return "duplicate key: parsers keep one of them";
  if (row.node.kind !== "number") return null;
  const altered = alteredNumber(text.slice(row.node.start, row.node.end));
  return altered === null ? null : `JSON.parse reads ${altered}`;
}

/** All containers of a tree, for folding or unfolding everything. */
export function containersOf(root: JsonNode): readonly { readonly id: number; readonly depth: number }[] {
  const found: { id: number; depth: number }[] = [];
  const walk = (node: JsonNode, depth: number): void => {
    if (sizeOf(node) === 0) return;
    found.push({ id: node.start, depth });
    const inner =
      node.kind === "object" ? node.members.map(({ value }) => value) : node.kind === "array" ? node.items : [];
    for (const child of inner) walk(child, depth + 1);
  };
  walk(root, 0);
  return found;
}

import type { TreeNodeData } from "@mantine/core";

/** The tree shows this many values at most; the raw text shows all. */
export const TREE_NODES_MAX = 2_000;

/** What a row of the tree needs. */
export interface JsonRow {
  readonly name: string | null;
  readonly kind: "object" | "array" | "string" | "number" | "literal";
  /** The value as JSON; of objects and arrays how many they hold. */
  readonly text: string;
}

export interface JsonTree {
  readonly nodes: TreeNodeData[];
  /** By the node's value, which is its JSON Pointer. */
  readonly rows: ReadonlyMap<string, JsonRow>;
  readonly truncated: boolean;
}

/** A number that JavaScript would show as another one: the digits that were sent. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * JSON as a value whose numbers keep their digits, where the browser lets one read them (all of the last year do).
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined && source !== String(value) ? new Digits(source) : value;
  });
}

/** The rows of a value of `parseJson`, at most `TREE_NODES_MAX` of them. */
export function treeOf(value: unknown): JsonTree {
  const rows = new Map<string, JsonRow>();
  let truncated = false;

  const nodeOf = (name: string | null, item: unknown, pointer: string): TreeNodeData => {
    const children = childrenOf(item);
    rows.set(pointer, { name, ...describe(item, children?.length ?? 0) });
    const nodes: TreeNodeData[] = [];
    for (const [key, child] of children ?? []) {
      if (rows.size >= TREE_NODES_MAX) {
        truncated = true;
        break;
      }
      nodes.push(nodeOf(key, child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`));
    }
    return { value: pointer, label: name ?? "", ...(nodes.length > 0 ? { children: nodes } : {}) };
  };

  const nodes = [nodeOf(null, value, "")];
  return { nodes, rows, truncated };
}

function childrenOf(item: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof item !== "object" || item === null || item instanceof Digits) return undefined;
  return Object.entries(item);
}

function describe(item: unknown, count: number): Pick<JsonRow, "kind" | "text"> {
  if (item instanceof Digits) return { kind: "number", text: item.text };
  if (Array.isArray(item)) return { kind: "array", text: `[${count}]` };
  if (typeof item === "object" && item !== null) return { kind: "object", text: `{${count}}` };
  const text = JSON.stringify(item);
  if (typeof item === "string") return { kind: "string", text };
  return { kind: typeof item === "number" ? "number" : "literal", text };
}

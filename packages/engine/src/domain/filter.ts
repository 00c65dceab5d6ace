import { type ASTNode, Environment } from "@marcbachmann/cel-js";

/** A webhook's content filter, compiled. */
export interface Filter {
  /** Whether the event is wanted. A filter that cannot be evaluated (a field is missing, say) does not want it. */
  accepts(event: { readonly type: string; readonly data: unknown }): boolean;
  /** Why it cannot be evaluated for this event; undefined when it can. */
  failure(event: { readonly type: string; readonly data: unknown }): string | undefined;
  /** Steps for each unit of a payload's size; 0 where it looks at single fields only. */
  readonly weight: number;
}

export type FilterCompilation =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly detail: string };

// `type` is a function of CEL, hence `event_type`.
const environment = new Environment({ limits: { maxAstNodes: 500, maxDepth: 32 } })
  .registerVariable("event_type", "string")
  .registerVariable("data", "dyn");

const LIST_MACROS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);

/** What can take far longer, or far more memory, than the payload is long. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  // A backtracking regular expression: 28 characters took 8.5 s.
  ["matches", "Cannot use matches: compare with ==, startsWith, endsWith or contains"],
  // 1,000 items joined by 100 KB are 100 MB.
  ["join", "Cannot use join: look at the items with exists or all"],
  // 30 bindings that each double the one before are 2^30 times the payload.
  ["bind", "Cannot use bind: write the value where it is used"],
]);

/** Compile a CEL expression over `event_type` and `data`, or say why it cannot be used. */
export function compileFilter(source: string): FilterCompilation {
  try {
    const program = environment.parse(source);
    const checked = program.check();
    if (!checked.valid) return { ok: false, detail: firstLine(checked.error) };
    if (checked.type !== "bool" && checked.type !== "dyn") {
      return { ok: false, detail: `Cannot filter by a ${checked.type}: the expression must be true or false` };
    }
    const costly = refuseCostly(program.ast, false);
    if (costly !== undefined) return { ok: false, detail: costly };
    const weight = weightOf(program.ast);
    return {
      ok: true,
      filter: {
        weight,
        accepts: ({ type, data }) => evaluates(program, type, data),
        failure: ({ type, data }) => failureOf(program, type, data),
      },
    };
  } catch (error) {
    return { ok: false, detail: firstLine(error) };
  }
}

function evaluates(program: (context: object) => unknown, type: string, data: unknown): boolean {
  try {
    return program({ event_type: type, data }) === true;
  } catch {
    return false;
  }
}

function failureOf(program: (context: object) => unknown, type: string, data: unknown): string | undefined {
  try {
    const value = program({ event_type: type, data });
    return typeof value === "boolean" ? undefined : `It comes to a ${typeof value}, not to true or false`;
  } catch (error) {
    return firstLine(error);
  }
}

/**
 * CEL always ends, but not always soon. A macro looks at every item of a list; were it to look at all of `data`
 * for each of them, or at another list, the work would be the square of the payload.
 */
function refuseCostly(node: ASTNode, insideMacro: boolean): string | undefined {
  if (node.op === "id" && node.args === "data" && insideMacro) {
    return "Cannot use data inside a list macro: only the item may be looked at there";
  }
  if (node.op !== "call" && node.op !== "rcall") return refuseAny(childrenOf(node.args), insideMacro);
  const name = node.args[0];
  const refusal = REFUSED.get(name);
  if (refusal !== undefined) return refusal;
  if (node.op === "call" || !LIST_MACROS.has(name)) return refuseAny(childrenOf(node.args), insideMacro);
  if (insideMacro) return `Cannot use ${name} inside another list macro`;
  // The list that it runs over is made once; what it does with each item is inside.
  const [, list, perItem] = node.args;
  return refuseCostly(list, false) ?? refuseAny(childrenOf(perItem), true);
}

const SCANNING: ReadonlySet<string> = new Set([...LIST_MACROS, "contains", "startsWith", "endsWith"]);

function isLiteral(node: ASTNode): boolean {
  return node.op === "value";
}

/** All its nodes, if any of them goes through a list or a text. */
function weightOf(ast: ASTNode): number {
  let nodes = 0;
  let scans = false;
  const visit = (node: ASTNode): void => {
    nodes += 1;
    scans ||= node.op === "in" || ((node.op === "==" || node.op === "!=") && !node.args.some(isLiteral));
    scans ||= (node.op === "rcall" || node.op === "call") && SCANNING.has(node.args[0]);
    for (const child of childrenOf(node.args)) visit(child);
  };
  visit(ast);
  return scans ? nodes : 0;
}

function refuseAny(nodes: readonly ASTNode[], insideMacro: boolean): string | undefined {
  for (const node of nodes) {
    const refusal = refuseCostly(node, insideMacro);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function childrenOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] ?? message;
}

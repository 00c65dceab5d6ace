import { type ASTNode, Environment } from "@marcbachmann/cel-js";

/** A webhook's content filter, compiled. */
export interface Filter {
  /** Whether the event is wanted. A filter that cannot be evaluated (a field is missing, say) does not want it. */
  accepts(event: { readonly type: string; readonly data: unknown }): boolean;
}

export type FilterCompilation =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly detail: string };

// `type` is a function of CEL, hence `event_type`.
const environment = new Environment({ limits: { maxAstNodes: 500, maxDepth: 32 } })
  .registerVariable("event_type", "string")
  .registerVariable("data", "dyn");

const LIST_MACROS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);

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
    return { ok: true, filter: { accepts: ({ type, data }) => evaluates(program, type, data) } };
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

/**
 * CEL always ends, but not always soon: `matches` runs a backtracking regular expression (28 characters
 * took 8.5 s), and a list macro inside another is quadratic in the payload.
 */
function refuseCostly(node: ASTNode, insideMacro: boolean): string | undefined {
  let inside = insideMacro;
  if (node.op === "call" || node.op === "rcall") {
    const name = node.args[0];
    if (name === "matches") return "Cannot use matches: compare with ==, startsWith, endsWith or contains";
    if (node.op === "rcall" && LIST_MACROS.has(name)) {
      if (insideMacro) return `Cannot use ${name} inside another list macro`;
      inside = true;
    }
  }
  for (const child of childrenOf(node.args)) {
    const refusal = refuseCostly(child, inside);
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

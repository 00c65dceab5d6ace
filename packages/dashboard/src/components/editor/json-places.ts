import type { SyntaxNode, Tree } from "@lezer/common";

/** A step into a value: a member's name or an element's index. */
export type Path = readonly (string | number)[];

export interface Span {
  readonly from: number;
  readonly to: number;
}

const VALUES: ReadonlySet<string> = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** Where every value stands, by JSON Pointer; of a member also its name, under `pointer` + `#name`. */
export function placesOf(tree: Tree, text: string): ReadonlyMap<string, Span> {
  const places = new Map<string, Span>();
  const visit = (node: SyntaxNode, pointer: string): void => {
    places.set(pointer, { from: node.from, to: node.to });
    if (node.name === "Object") {
      for (const property of node.getChildren("Property")) {
        const name = property.getChild("PropertyName");
        if (name === null) continue;
        const here = `${pointer}/${token(nameOf(name, text))}`;
        places.set(`${here}#name`, { from: name.from, to: name.to });
        const value = valueIn(property);
        if (value !== undefined) visit(value, here);
      }
    }
    if (node.name === "Array") {
      for (const [index, value] of valuesIn(node).entries()) visit(value, `${pointer}/${index}`);
    }
  };
  const [root] = valuesIn(tree.topNode);
  if (root !== undefined) visit(root, "");
  return places;
}

/** What the cursor is in: the path to the innermost object, array or member around it. */
export interface Cursor {
  readonly path: Path;
  /** A name is being written, or could be. */
  readonly inName: boolean;
  /** Names that the object around it has already. */
  readonly siblings: readonly string[];
}

export function cursorAt(tree: Tree, text: string, at: number): Cursor {
  const node = tree.resolveInner(at, -1);
  const path: (string | number)[] = [];
  let inName = false;
  let siblings: string[] | undefined;
  for (let step: SyntaxNode | null = node; step !== null; step = step.parent) {
    const { parent } = step;
    if (step.name === "PropertyName") inName = true;
    if (step.name === "Property") {
      const name = step.getChild("PropertyName");
      const isInName = name !== null && at <= name.to;
      if (name !== null && !isInName) path.unshift(nameOf(name, text));
      if (isInName) inName = true;
    }
    if (step.name === "Object") {
      // Between two members, or right behind a bracket or a comma: a name could begin here.
      if (step === node || (node.parent === step && node.firstChild === null && !VALUES.has(node.name))) inName = true;
      siblings ??= step.getChildren("Property").flatMap((property) => {
        const name = property.getChild("PropertyName");
        return name === null || (name.from <= at && at <= name.to) ? [] : [nameOf(name, text)];
      });
    }
    if (parent?.name === "Array" && VALUES.has(step.name)) {
      path.unshift(valuesIn(parent).findIndex((value) => value.from === step?.from));
    }
  }
  return { path, inName, siblings: siblings ?? [] };
}

function valueIn(property: SyntaxNode): SyntaxNode | undefined {
  return valuesIn(property)[0];
}

function valuesIn(node: SyntaxNode): SyntaxNode[] {
  const values: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (VALUES.has(child.name)) values.push(child);
  }
  return values;
}

function nameOf(node: SyntaxNode, text: string): string {
  const quoted = text.slice(node.from, node.to);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.replaceAll('"', "");
  }
}

function token(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

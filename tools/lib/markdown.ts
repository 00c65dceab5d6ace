/** As much of Markdown as these tests need: the rows of the first table below a heading, without its own first two. */
export function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const lines = text.split("\n");
  const isHeading = (line: string): boolean => /^#+ /.test(line);
  const start = lines.findIndex((line) => isHeading(line) && line.replace(/^#+ /, "") === heading);
  const section = lines.slice(start + 1);
  const next = section.findIndex(isHeading);
  const rows = (next === -1 ? section : section.slice(0, next)).join("\n").match(/(?:^\|.*\n?)+/m)?.[0];
  if (start === -1 || rows === undefined) throw new Error(`Cannot find a table below "${heading}"`);
  return rows
    .trimEnd()
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .slice(1, line.lastIndexOf("|"))
        .split("|")
        .map((cell) => cell.trim()),
    );
}

/** `code` without its marks. */
export function plain(cell: string | undefined): string {
  return (cell ?? "").replaceAll("`", "");
}

/** What stands between fences of this info string. */
export function fenced(text: string, info: string): readonly string[] {
  const pattern = new RegExp(`^\`\`\`${info}\\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

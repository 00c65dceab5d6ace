/** Whether a subscription (`customer.qualified`, `customer.*`, `*`) takes events of a type. */
export function covers(pattern: string, type: string): boolean {
  if (pattern === "*" || pattern === type) return true;
  return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
}

export function coversAny(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => covers(pattern, type));
}

/** The prefixes that more than one type has: what `customer.*` would be worth. */
export function familiesOf(types: readonly string[]): readonly string[] {
  const members = new Map<string, number>();
  for (const type of types) {
    const parts = type.split(".");
    for (let length = 1; length < parts.length; length += 1) {
      const family = `${parts.slice(0, length).join(".")}.*`;
      members.set(family, (members.get(family) ?? 0) + 1);
    }
  }
  return [...members.keys()].sort();
}

/** "All events", "customer.qualified, service.matched and 3 more". */
export function subscriptionText(patterns: readonly string[], shown = 2): string {
  if (patterns.includes("*")) return "All events";
  const rest = patterns.length - shown;
  return rest > 0 ? `${patterns.slice(0, shown).join(", ")} and ${rest} more` : patterns.join(", ");
}

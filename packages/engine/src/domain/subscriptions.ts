/** Whether a subscription (`customer.qualified`, `customer.*`, `*`) takes events of this type. */
export function subscribes(pattern: string, type: string): boolean {
  if (pattern === "*" || pattern === type) return true;
  // `customer.*` takes customer.qualified and customer.a.b, but neither customer nor customers.x.
  return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
}

/** The patterns that no known type satisfies. */
export function unknownSubscriptions(patterns: readonly string[], types: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => pattern !== "*" && !types.some((type) => subscribes(pattern, type)));
}

/** The known name closest to a misspelt one, by edit distance. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. Names are at most 128 characters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

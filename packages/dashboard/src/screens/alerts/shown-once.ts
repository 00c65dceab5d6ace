/** From the answer that made a secret to the screen that shows it: in memory, and gone once it was taken. */
const secrets = new Map<string, string>();

export function keepSecret(ruleId: string, secret: string): void {
  secrets.set(ruleId, secret);
}

export function takeSecret(ruleId: string): string | null {
  const secret = secrets.get(ruleId) ?? null;
  secrets.delete(ruleId);
  return secret;
}

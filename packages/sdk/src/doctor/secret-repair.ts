import { decodeStandardKey } from "../signature/secret.ts";

interface Defect {
  readonly name: string;
  repair(secret: string): string;
}

/** What happens to a secret between the dashboard and the environment, in the order in which it is undone. */
const DEFECTS: readonly Defect[] = [
  { name: "it has white space or a newline in it", repair: (secret) => secret.replace(/\s+/g, "") },
  {
    name: "the name of its variable is still in front of it",
    repair: (secret) => secret.replace(/^\w+=["']?(?=whsec_)/, ""),
  },
  { name: "it is in quotes", repair: (secret) => secret.replace(/^["'`]+|["'`]+$/g, "") },
  { name: "it is URL-encoded", repair: (secret) => (/%[0-9A-Fa-f]{2}/.test(secret) ? urlDecoded(secret) : secret) },
  { name: "it starts with v1, which belongs to a signature", repair: (secret) => secret.replace(/^v1[,=]/, "") },
  { name: "it lacks the prefix whsec_", repair: (secret) => (/^[a-z]+_/.test(secret) ? secret : `whsec_${secret}`) },
];

/** The secret as it was most likely issued, and what had happened to it. */
export function repairSecret(secret: string): { readonly secret: string; readonly defects: readonly string[] } {
  const defects: string[] = [];
  let repaired = secret;
  for (const { name, repair } of DEFECTS) {
    const before = repaired;
    repaired = repair(before);
    if (repaired !== before) defects.push(name);
  }
  return { secret: repaired, defects };
}

/** Why a secret cannot be one of this platform's, whatever it is compared with; undefined when it can. */
export function secretDefect(secret: string): string | undefined {
  if (secret.trim() === "") return "it is empty";
  if (/^wh[sp]k_/.test(secret)) return "it is an ed25519 key (whsk_, whpk_), which a v1 signature does not use";
  const { secret: repaired, defects } = repairSecret(secret);
  if (defects.length > 0) return defects.join("; ");
  return decodeStandardKey(repaired) === undefined ? "what follows whsec_ is not base64: it may be cut" : undefined;
}

function urlDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

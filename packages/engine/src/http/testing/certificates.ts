import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** A certificate and its key, PEM, as `tls.createServer` takes them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateRequest {
  readonly names: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Self-signed when absent. */
  readonly issuer?: Authority;
}

const DAY_MS = 86_400_000;
const LONG_AGO = new Date(Date.UTC(2020, 0, 1));
const FAR_AHEAD = new Date(Date.UTC(2049, 0, 1));

/** Made at test time, so that none of them ever expires in the repository. */
export function createAuthority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const cert = certify({ subject: name, issuer: name, publicKey, signer: privateKey, extensions: [authority()] });
  return { name, cert, key: pem(privateKey), privateKey };
}

export function createCertificate(request: CertificateRequest): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = request.names[0] ?? "";
  const cert = certify({
    subject,
    issuer: request.issuer?.name ?? subject,
    publicKey,
    signer: request.issuer?.privateKey ?? privateKey,
    extensions: [alternativeNames(request.names)],
    notBefore: request.notBefore ?? LONG_AGO,
    notAfter: request.notAfter ?? FAR_AHEAD,
  });
  return { cert, key: pem(privateKey) };
}

type Validity = Required<Pick<CertificateRequest, "notBefore" | "notAfter">>;

export const EXPIRED: Validity = { notBefore: LONG_AGO, notAfter: new Date(LONG_AGO.getTime() + DAY_MS) };
export const NOT_YET_VALID: Validity = { notBefore: new Date(FAR_AHEAD.getTime() - DAY_MS), notAfter: FAR_AHEAD };

interface Parts {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  extensions: Buffer[];
  notBefore?: Date;
  notAfter?: Date;
}

let lastSerial = 0;

// RFC 5280, the least of it: an X.509 v3 certificate over P-256 with SHA-256.
function certify({ subject, issuer, publicKey, signer, extensions, notBefore, notAfter }: Parts): string {
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const body = sequence(
    der(0xa0, integer(2)),
    integer(++lastSerial),
    algorithm,
    distinguishedName(issuer),
    sequence(utcTime(notBefore ?? LONG_AGO), utcTime(notAfter ?? FAR_AHEAD)),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, { key: signer, dsaEncoding: "der" });
  const whole = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString("base64")}\n-----END CERTIFICATE-----\n`;
}

function authority(): Buffer {
  const critical = Buffer.from([0x01, 0x01, 0xff]);
  return sequence(oid("2.5.29.19"), critical, der(0x04, sequence(critical)));
}

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    isIPv4(name) ? der(0x87, Buffer.from(name.split(".").map(Number))) : der(0x82, Buffer.from(name)),
  );
  return sequence(oid("2.5.29.17"), der(0x04, sequence(...entries)));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(commonName)))));
}

function utcTime(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/[-:T]|\.\d+/g, "")
    .slice(2);
  return der(0x17, Buffer.from(digits));
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.from([value]));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

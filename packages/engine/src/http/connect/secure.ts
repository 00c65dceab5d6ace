import type { Socket } from "node:net";
import { isIP } from "node:net";
import { connect, createSecureContext, rootCertificates, type SecureContext, type TLSSocket } from "node:tls";
import { asFault, Fault } from "./fault.ts";

/**
 * The trust of one sender, built once: parsing a hundred roots per connection would cost more than the
 * handshake. `extraCa` (PEM) adds to the public roots, it never replaces them.
 */
export function trustContext(extraCa: readonly string[]): SecureContext {
  return createSecureContext({
    minVersion: "TLSv1.2",
    ...(extraCa.length === 0 ? {} : { ca: [...rootCertificates, ...extraCa] }),
  });
}

/**
 * Put TLS on a connected socket and verify chain and name. Rejects with a fault of phase "tls", or with
 * the reason of `signal`. The caller destroys `raw` on failure.
 *
 * No session is resumed: a resumed one is not verified again, so a certificate that expired meanwhile
 * would go unnoticed, and keep-alive already spares most handshakes.
 */
export function secure(
  raw: Socket,
  { host, context, signal }: { host: string; context: SecureContext; signal: AbortSignal },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: raw,
      host,
      // SNI carries names only. For a literal, `host` above is what the certificate must name.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      secureContext: context,
      // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment changes nothing.
      rejectUnauthorized: true,
      ALPNProtocols: ["http/1.1"],
    });
    let validity: { from: string; to: string } | null = null;

    function aborted(): void {
      socket.destroy();
      reject(signal.reason);
    }
    // "secure" comes before the verdict on the certificate, while there still is a certificate to read. (Not
    // by getPeerX509Certificate: on Node 20 the check of the name finds nothing after it.)
    socket.prependOnceListener("secure", () => {
      const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
      validity = { from, to };
    });
    socket.once("secureConnect", () => {
      signal.removeEventListener("abort", aborted);
      resolve(socket);
    });
    // Stays for the socket's whole life: an error with no listener ends the process.
    socket.on("error", (error) => {
      signal.removeEventListener("abort", aborted);
      reject(explained(error, host, validity));
    });
    signal.addEventListener("abort", aborted, { once: true });
  });
}

/**
 * Did the receiver ask for a client certificate? With TLS 1.3 its refusal comes after our handshake is
 * done and looks like any other hang-up. A client learns shared signature algorithms only from such a
 * request. To be asked while the socket is open.
 */
export function wantsClientCertificate(socket: TLSSocket): boolean {
  return (socket.getSharedSigalgs() ?? []).length > 0;
}

function explained(error: Error, host: string, validity: { from: string; to: string } | null): Fault {
  const fault = asFault("tls", error);
  if (validity === null) return fault;
  switch (fault.faultCode) {
    case "CERT_HAS_EXPIRED":
      return new Fault("tls", fault.faultCode, {
        detail: `The certificate of ${host} is expired, or one in its chain is (its own ends on ${validity.to})`,
        cause: error,
      });
    case "CERT_NOT_YET_VALID":
      return new Fault("tls", fault.faultCode, {
        detail: `The certificate of ${host} is not valid yet (it begins on ${validity.from})`,
        cause: error,
      });
    default:
      return fault;
  }
}

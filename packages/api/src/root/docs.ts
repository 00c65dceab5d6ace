import Fastify, { type FastifyInstance } from "fastify";
import { pagePolicy } from "./csp.ts";

interface Reference {
  readonly html: string;
  readonly policy: string;
  readonly script: Buffer;
}

/** The API reference. Its page and its script come from here, and its policy lets it load nothing from elsewhere. */
export function registerDocs(app: FastifyInstance): void {
  // The reference is 4 MB of script and half a second to load: the first reader waits for it, not every start.
  let loaded: Promise<Reference> | undefined;
  const reference = (): Promise<Reference> => {
    loaded ??= loadReference();
    return loaded;
  };

  app.get("/docs", { exposeHeadRoute: true }, async (_request, reply) => {
    const { html, policy } = await reference();
    return reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(html);
  });
  app.get("/docs/scalar.js", { exposeHeadRoute: true }, async (_request, reply) => {
    const { script } = await reference();
    return reply.header("cache-control", "public, max-age=3600").type("text/javascript; charset=utf-8").send(script);
  });
}

/**
 * Scalar comes as a Fastify plugin whose routes trust the Host header to build their redirects. So it is
 * asked once, in an instance that never listens, and what it gives is served by routes of our own.
 */
async function loadReference(): Promise<Reference> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const source = Fastify();
  await source.register(scalar, {
    routePrefix: "/docs",
    configuration: {
      pageTitle: "CallCall Webhooks API",
      url: "/openapi.json",
      cdn: "/docs/scalar.js",
      withDefaultFonts: false,
      telemetry: false,
      // Its toolbar shares and deploys to a service elsewhere.
      showDeveloperTools: "never",
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  const page = await source.inject("/docs/");
  const script = await source.inject("/docs/js/scalar.js");
  await source.close();
  const policy = pagePolicy(page.body, {
    // Scalar writes its own style elements and attributes at run time; scripts stay bound to their hashes.
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "connect-src": "'self'",
  });
  return { html: page.body, policy, script: script.rawPayload };
}

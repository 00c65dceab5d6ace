import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeAddress } from "./ip.ts";
import { type AddressPolicy, DEVELOPMENT_POLICY, PRODUCTION_POLICY } from "./policy.ts";
import { judgeUrl } from "./url.ts";

interface RegistrationCase {
  readonly expect: "allow" | "deny";
  readonly url: string;
  readonly reason: string;
}

const catalogue: { registration: RegistrationCase[] } = JSON.parse(
  readFileSync(new URL("hostile-urls.json", import.meta.url), "utf8"),
);

function verdictOn(url: string, policy: AddressPolicy): string {
  const verdict = judgeUrl(url, policy);
  return verdict.ok ? verdict.url : verdict.reason;
}

describe("the catalogue of hostile URLs", () => {
  test.each(catalogue.registration)("$expect $url ($reason)", (row) => {
    expect(judgeUrl(row.url, PRODUCTION_POLICY).ok).toBe(row.expect === "allow");
  });
});

describe("production", () => {
  test.each([
    ["https://hooks.customer.com", "https://hooks.customer.com/"],
    ["HTTPS://Hooks.Customer.Com/In", "https://hooks.customer.com/In"],
    ["https://hooks.customer.com:443/in", "https://hooks.customer.com/in"],
    ["https://hooks.customer.com?a=1", "https://hooks.customer.com/?a=1"],
    ["https://hooks.customer.com/a/../b", "https://hooks.customer.com/b"],
    ["https://hooks.customer.com/in?", "https://hooks.customer.com/in?"],
    ["https://hooks.customer.com/a@b:c", "https://hooks.customer.com/a@b:c"],
    ["https://hooks.customer.com/?next=http://127.0.0.1/", "https://hooks.customer.com/?next=http://127.0.0.1/"],
    ["https://1.1.1.1/in", "https://1.1.1.1/in"],
    ["https://[2606:4700:4700::1111]:8443/in", "https://[2606:4700:4700::1111]:8443/in"],
    ["https://[2606:4700:4700::ABCD]/", "https://[2606:4700:4700::abcd]/"],
    ["https://localhost.customer.com/", "https://localhost.customer.com/"],
    ["https://internal.customer.com/", "https://internal.customer.com/"],
    ["https://receiver.example.com/in", "https://receiver.example.com/in"],
    ["https://127.0.0.1.nip.io/", "https://127.0.0.1.nip.io/"],
    ["https://a--b.customer.com/", "https://a--b.customer.com/"],
    ["https://xn--bcher-kva.xn--p1ai/", "https://xn--bcher-kva.xn--p1ai/"],
  ])("allows %s and stores %s", (url, stored) => {
    expect(verdictOn(url, PRODUCTION_POLICY)).toBe(stored);
  });

  test.each([
    // Other spellings of an address
    ["https://0177.0.0.1/", "host_not_canonical"],
    ["https://017700000001/", "host_not_canonical"],
    ["https://127.0.0.01/", "host_not_canonical"],
    ["https://1.1/", "host_not_canonical"],
    ["https://0X7F.0.0.1/", "host_not_canonical"],
    ["https://0x7f.0x0.0x0.0x1/", "host_not_canonical"],
    ["https://4294967297/", "url_malformed"],
    ["https://256.256.256.256/", "url_malformed"],
    ["https://08.1.1.1/", "url_malformed"],
    ["https://1.1.1.1./", "host_not_canonical"],
    ["https://127%2e0%2e0%2e1/", "host_not_canonical"],
    ["https://hooks%2ecustomer%2ecom/", "host_not_canonical"],
    ["https://%31%32%37.0.0.1/", "host_not_canonical"],
    ["https://hooks.customer.com%00.evil.com/", "url_malformed"],
    ["https://[::127.0.0.1]/", "host_not_canonical"],
    ["https://[::ffff:0:127.0.0.1]/", "host_not_canonical"],
    ["https://[0000::1]/", "host_not_canonical"],
    ["https://[2606:4700:4700:0:0:0:0:1111]/", "host_not_canonical"],
    ["https://[::ffff:0:7f00:1]/", "address_not_public"],
    ["https://[::7f00:1]/", "address_not_public"],
    ["https://[2001:db8:0:1::]/", "address_not_public"],
    ["https://[3fff::1]/", "address_not_public"],
    ["https://[ff02::1]/", "address_not_public"],
    ["https://[::1]/", "address_loopback"],
    ["https://127.0.0.1/", "address_loopback"],
    ["https://255.255.255.255/", "address_not_public"],
    ["https://192.88.99.1/", "address_not_public"],
    ["https://[fe80::1%eth0]/", "url_malformed"],
    ["https://[1.1.1.1]/", "url_malformed"],
    ["https://[]/", "url_malformed"],
    ["https://[::1]evil.com/", "authority_malformed"],
    ["https://evil.com[::1]/", "authority_malformed"],
    // Not ASCII, or not printable
    ["https://１２７.0.0.1/", "url_not_ascii"],
    ["https://bücher.ch/", "url_not_ascii"],
    ["https://hooks.customer.com/ü", "url_not_ascii"],
    ["https://hooks.customer.com/in\t", "url_bad_character"],
    [" https://hooks.customer.com/", "url_bad_character"],
    ["https://hooks.customer.com/\x7f", "url_bad_character"],
    ["https://hooks.customer.com\u2028/", "url_not_ascii"],
    ["https://hooks.customer.com/a\\b", "url_bad_character"],
    ["https://hooks.customer.com/#", "url_fragment"],
    // Who the URL is for
    ["https://1.1.1.1:443@hooks.customer.com/", "url_userinfo"],
    ["https://hooks.customer.com:443@1.1.1.1/", "url_userinfo"],
    ["https://:@hooks.customer.com/", "url_userinfo"],
    // Ports
    ["https://hooks.customer.com:/in", "authority_malformed"],
    ["https://hooks.customer.com:+443/in", "authority_malformed"],
    ["https://hooks.customer.com:0443/in", "authority_malformed"],
    ["https://hooks.customer.com:4 43/in", "url_bad_character"],
    ["https://hooks.customer.com:443x/in", "authority_malformed"],
    ["https://hooks.customer.com:99999/in", "url_malformed"],
    ["https://hooks.customer.com:80/in", "port_not_allowed"],
    ["https://1.1.1.1:22/", "port_not_allowed"],
    // Names
    ["https://a..b.com/", "host_bad_label"],
    ["https://.customer.com/", "host_bad_label"],
    ["https://hooks.customer.com./", "host_bad_label"],
    ["https://under_score.customer.com/", "host_bad_label"],
    ["https://foo-.customer.com/", "host_bad_label"],
    ["https://*.customer.com/", "host_bad_label"],
    ["https://hooks.customer.c/", "host_bad_label"],
    ["https://hooks.customer.c0m/", "host_bad_label"],
    ["https://hooks.customer.123/", "url_malformed"],
    ["https://hooks.customer.0x1/", "url_malformed"],
    ["https://hooks,customer.com/", "host_bad_label"],
    ["https://hooks.customer.com;127.0.0.1/", "url_malformed"],
    ["https://$host.customer.com/", "host_bad_label"],
    ["https://localhost/", "host_special_use"],
    ["https://LOCALHOST/", "host_special_use"],
    ["https://a.localhost/", "host_special_use"],
    ["https://printer.LOCAL/", "host_special_use"],
    ["https://1.0.0.127.in-addr.arpa/", "host_special_use"],
    ["https://api.default.svc.cluster.local/", "host_special_use"],
    ["https://app.test/", "host_special_use"],
    ["https://app.invalid/", "host_special_use"],
    ["https://a.onion/", "host_special_use"],
    ["https://wiki.corp/", "host_special_use"],
    ["https://nas.lan/", "host_special_use"],
    ["https://customer/", "host_not_qualified"],
    // Not a URL of ours
    ["", "url_malformed"],
    ["hooks.customer.com", "url_malformed"],
    ["//hooks.customer.com/", "url_malformed"],
    ["https://?x", "url_malformed"],
    ["https:////hooks.customer.com/", "url_malformed"],
    ["javascript:alert(1)//hooks.customer.com", "url_malformed"],
    ["file:///etc/passwd", "url_malformed"],
    ["http://127.0.0.1/", "scheme_not_allowed"],
    ["http://hooks.customer.com/", "scheme_not_allowed"],
    ["data://hooks.customer.com/", "scheme_not_allowed"],
    ["https+unix://hooks.customer.com/", "scheme_not_allowed"],
    ["blob:https://hooks.customer.com/", "url_malformed"],
    [`https://hooks.customer.com/${"{".repeat(1_000)}`, "url_too_long"],
  ])("refuses %s: %s", (url, reason) => {
    expect(verdictOn(url, PRODUCTION_POLICY)).toBe(reason);
  });

  test("an extra port is one more port and nothing else", () => {
    const policy: AddressPolicy = { mode: "production", extraPorts: [9443] };
    expect(judgeUrl("https://hooks.customer.com:9443/", policy).ok).toBe(true);
    expect(judgeUrl("https://hooks.customer.com:9444/", policy).ok).toBe(false);
    expect(judgeUrl("https://127.0.0.1:9443/", policy).ok).toBe(false);
  });

  test("says what to do about an international name", () => {
    const verdict = judgeUrl("https://bücher.ch/", PRODUCTION_POLICY);
    expect(verdict).toMatchObject({ detail: expect.stringContaining("A-label form (xn--…)") });
  });
});

describe("development", () => {
  test.each([
    "http://localhost:3000/webhook",
    "http://127.0.0.1:1/",
    "http://127.8.8.8:65535/",
    "http://[::1]:3000/",
    "https://localhost:3000/",
    "http://localhost/",
    "http://hooks.customer.com/",
    "https://hooks.customer.com/",
  ])("also allows %s", (url) => {
    expect(verdictOn(url, DEVELOPMENT_POLICY)).toBe(url);
  });

  test.each([
    "http://10.0.0.1/",
    "http://192.168.1.1:3000/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0:3000/",
    "http://[::]:3000/",
    "http://[::ffff:7f00:1]:3000/",
    "http://127.1:3000/",
    "http://2130706433:3000/",
    "http://localhost.:3000/",
    "http://foo.localhost:3000/",
    "http://host.docker.internal:3000/",
    "http://localhost:0/",
    "http://hooks.customer.com:6379/",
    "https://hooks.customer.com:3000/",
    "https://hooks.customer.com:80/",
    "http://user@localhost:3000/",
    "ftp://localhost:3000/",
  ])("still refuses %s", (url) => {
    expect(judgeUrl(url, DEVELOPMENT_POLICY).ok).toBe(false);
  });
});

describe("whatever is typed", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ..."https://|http://|//|:|/|@|?|#|.|..|[|]|::|127.0.0.1|0x7f|0177|2130706433|10.0.0.1|169.254.169.254".split("|"),
      ..."::1|::ffff:7f00:1|64:ff9b::7f00:1|2606:4700::1|1.1.1.1|localhost|customer.com|hooks|%6c|%2e|%00|１|。".split(
        "|",
      ),
      ..."443|8443|:443|:22|\t|\n|\\| |ⓛ|\u00ad|xn--|-|_|{|local|internal|svc".split("|"),
    ),
    fc.string({ maxLength: 4 }),
  );
  const typed = fc.oneof(
    fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `https://${pieces.join("")}`),
    fc.webUrl({ withQueryParameters: true }).map((url) => url.replace(/^http:/, "https:")),
    fc.ipV4Extended().map((ip) => `https://${ip}/`),
    fc.ipV6().map((ip) => `https://[${ip}]/`),
    fc.domain().map((name) => `https://${name}/`),
  );

  test("what passes is canonical, and its host is public", () => {
    fc.assert(
      fc.property(typed, (raw) => {
        const verdict = judgeUrl(raw, PRODUCTION_POLICY);
        if (!verdict.ok) return;
        const parsed = new URL(verdict.url);
        const host = parsed.hostname.replace(/^\[|\]$/g, "");
        expect(judgeUrl(verdict.url, PRODUCTION_POLICY)).toEqual(verdict);
        expect(parsed.href).toBe(verdict.url);
        expect(host).toBe(verdict.host);
        expect(parsed.protocol).toBe("https:");
        expect(isIP(host) === 0 || judgeAddress(host).ok).toBe(true);
        expect(new URL(raw).href).toBe(verdict.url);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(["receiver.example", "a.b.example"])("%s is a draft: taken by development alone", (host) => {
    expect(verdictOn(`https://${host}/in`, PRODUCTION_POLICY)).toBe("host_special_use");
    expect(verdictOn(`https://${host}/in`, DEVELOPMENT_POLICY)).toBe(`https://${host}/in`);
  });

  test("what production takes, development takes", () => {
    fc.assert(
      fc.property(typed, (raw) => {
        const verdict = judgeUrl(raw, PRODUCTION_POLICY);
        if (verdict.ok) expect(judgeUrl(raw, DEVELOPMENT_POLICY)).toEqual(verdict);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The values that the samples reproduce a signature for. */
export interface SampleValues {
  readonly payload: string;
  readonly timestamp: string;
}

export interface Sample {
  readonly language: string;
  readonly title: string;
  /** A file name that it runs under. */
  readonly file: string;
  readonly code: string;
}

/**
 * Programs that print `x-callcall-signature` for these very values. The secret comes from the environment
 * (WEBHOOK_SECRET): what is pasted into a chat or a ticket must not have it.
 */
export function samplesFor({ payload, timestamp }: SampleValues): readonly Sample[] {
  // As it is put into strings; what is no number cannot end them.
  const time = timestamp.replaceAll(/[^\w.-]/g, "");
  const json = JSON.stringify(payload);
  return [
    {
      language: "javascript",
      title: "Node",
      file: "sign.mjs",
      code: `import { createHmac } from "node:crypto";

const secret = process.env.WEBHOOK_SECRET; // the whole of it, whsec_ included
const timestamp = "${time}";
const body = ${json};

const mac = createHmac("sha256", secret).update(\`\${timestamp}.\${body}\`).digest("hex");
console.log(\`t=\${timestamp},v1=\${mac}\`);`,
    },
    {
      language: "python",
      title: "Python",
      file: "sign.py",
      code: `import hashlib, hmac, os

secret = os.environ["WEBHOOK_SECRET"]  # the whole of it, whsec_ included
timestamp = "${time}"
body = ${json}.encode()

mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
print(f"t={timestamp},v1={mac}")`,
    },
    {
      language: "go",
      title: "Go",
      file: "sign.go",
      code: `package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
)

func main() {
	secret := os.Getenv("WEBHOOK_SECRET") // the whole of it, whsec_ included
	timestamp := "${time}"
	body := ${json}

	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "." + body))
	fmt.Printf("t=%s,v1=%s\\n", timestamp, hex.EncodeToString(mac.Sum(nil)))
}`,
    },
    {
      language: "php",
      title: "PHP",
      file: "sign.php",
      code: `<?php
$secret = getenv('WEBHOOK_SECRET'); // the whole of it, whsec_ included
$timestamp = '${time}';
$body = ${phpString(payload)};

$mac = hash_hmac('sha256', "$timestamp.$body", $secret);
echo "t=$timestamp,v1=$mac\\n";`,
    },
    {
      language: "ruby",
      title: "Ruby",
      file: "sign.rb",
      code: `require "openssl"

secret = ENV.fetch("WEBHOOK_SECRET") # the whole of it, whsec_ included
timestamp = "${time}"
body = ${json.replaceAll("#", "\\#")}

mac = OpenSSL::HMAC.hexdigest("SHA256", secret, "#{timestamp}.#{body}")
puts "t=#{timestamp},v1=#{mac}"`,
    },
    {
      language: "java",
      title: "Java",
      file: "Sign.java",
      code: `import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Sign {
  public static void main(String[] arguments) throws Exception {
    String secret = System.getenv("WEBHOOK_SECRET"); // the whole of it, whsec_ included
    String timestamp = "${time}";
    String body = ${javaString(payload)};

    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] digest = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
    System.out.println("t=" + timestamp + ",v1=" + HexFormat.of().formatHex(digest));
  }
}`,
    },
    {
      language: "shell",
      title: "Shell",
      file: "sign.sh",
      code: `# WEBHOOK_SECRET is the whole of it, whsec_ included
timestamp=${time === "" ? "''" : time}
body=${shellString(payload)}

mac=$(printf '%s.%s' "$timestamp" "$body" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" | sed 's/^.* //')
echo "t=$timestamp,v1=$mac"`,
    },
  ];
}

/** In single quotes, where a shell takes everything as it is. */
function shellString(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In double quotes, for what single ones cannot write. */
function phpString(text: string): string {
  const escaped = JSON.stringify(text)
    .replaceAll("$", "\\$")
    .replaceAll("\\b", "\\x08")
    .replaceAll(/\\u([0-9a-f]{4})/g, "\\u{$1}");
  return escaped;
}

/** Everything beyond ASCII as escapes: a compiler reads sources in whatever encoding it is told to. */
function javaString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

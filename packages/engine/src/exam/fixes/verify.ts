import type { Snippet } from "./index.ts";

/** The verification in several languages, with nothing to install but for JavaScript. The tests run what they can. */
export const VERIFY: readonly Snippet[] = [
  {
    language: "javascript",
    title: "Node (Express)",
    code: `import { verifyWebhookSignature, webhookBody } from "@callcall/webhooks";

// In the place of express.json(): the same req.body, and the bytes that were signed are remembered.
app.use("/webhook", webhookBody());

app.post("/webhook", (req, res, next) => {
  const signature = req.headers["x-callcall-signature"];
  const timestamp = req.headers["x-callcall-timestamp"];
  const isValid = verifyWebhookSignature(req.body, signature, timestamp, WEBHOOK_SECRET);
  if (isValid) return next();
  res.status(400).json({ error: "invalid signature" });
});`,
  },
  {
    language: "python",
    title: "Python",
    code: `import hashlib, hmac, time

def verify(body: bytes, signature: str, secret: str, tolerance: int = 300) -> bool:
    fields = [field.partition("=") for field in signature.split(",")]
    timestamp = next((value for name, _, value in fields if name == "t"), "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > tolerance:
        return False
    expected = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(expected.encode(), value.encode()) for name, _, value in fields if name == "v1")

# Flask: body = request.get_data()   Django: body = request.body   (never json.dumps(request.json))
# if not verify(body, headers.get("x-callcall-signature", ""), secret): answer 400`,
  },
  {
    language: "go",
    title: "Go",
    code: `func verify(body []byte, signature, secret string) bool {
	var timestamp string
	var sent []string
	for _, field := range strings.Split(signature, ",") {
		switch name, value, _ := strings.Cut(field, "="); name {
		case "t":
			timestamp = value
		case "v1":
			sent = append(sent, value)
		}
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || math.Abs(float64(time.Now().Unix()-seconds)) > 300 {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	expected := []byte(hex.EncodeToString(mac.Sum(nil)))
	for _, value := range sent {
		if hmac.Equal(expected, []byte(value)) {
			return true
		}
	}
	return false
}

// body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
// if err != nil || !verify(body, r.Header.Get("x-callcall-signature"), secret) { http.Error(w, "", 400); return }`,
  },
  {
    language: "php",
    title: "PHP",
    code: `function verify(string $body, string $signature, string $secret): bool {
    $timestamp = '';
    $sent = [];
    foreach (explode(',', $signature) as $field) {
        [$name, $value] = explode('=', $field, 2) + [1 => ''];
        if ($name === 't') $timestamp = $value;
        if ($name === 'v1') $sent[] = $value;
    }
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > 300) return false;
    $expected = hash_hmac('sha256', "$timestamp.$body", $secret);
    foreach ($sent as $value) if (hash_equals($expected, $value)) return true;
    return false;
}

$body = file_get_contents('php://input');
if (!verify($body, $_SERVER['HTTP_X_CALLCALL_SIGNATURE'] ?? '', getenv('WEBHOOK_SECRET'))) {
    http_response_code(400);
    exit;
}`,
  },
  {
    language: "ruby",
    title: "Ruby",
    code: `require "openssl"

def verify(body, signature, secret)
  fields = signature.to_s.split(",").map { |field| field.split("=", 2) }
  timestamp = fields.assoc("t")&.last.to_s
  return false unless timestamp.match?(/\\A\\d+\\z/) && (Time.now.to_i - timestamp.to_i).abs <= 300
  expected = OpenSSL::HMAC.hexdigest("SHA256", secret, "#{timestamp}.#{body}")
  fields.any? { |name, value| name == "v1" && OpenSSL.secure_compare(expected, value.to_s) }
end

# Rails: head :bad_request unless verify(request.raw_post, request.headers["x-callcall-signature"], secret)`,
  },
];

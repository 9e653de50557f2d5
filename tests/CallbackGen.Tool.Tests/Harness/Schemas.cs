using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>Schemas of a fictitious provider, and their published request.</summary>
internal static class Schemas
{
    /// <summary>The secret of the schema's test.</summary>
    public const string Key = "acme-test-secret-acme-test-secret";

    /// <summary>HMAC-SHA256 over the body, in hex.</summary>
    public const string Payment = """
        {
          "callback": {
            "provider": "Acme", "feed": "Payment",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "paymentKey": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "paymentKey",
              "signature": { "from": "header:X-Acme-Signature", "encoding": "hex" },
              "message": "{rawBody}"
            },
            "idempotencyKey": ["/id"],
            "tests": [
              {
                "name": "a payment",
                "request": {
                  "method": "POST",
                  "url": "https://shop.example/callbacks/acme?from=a%20b",
                  "headers": { "Content-Type": "application/json", "X-Acme-Signature": "<signature>" },
                  "body": "{\"id\":\"INV-1\"}"
                },
                "keys": { "paymentKey": "<key>" },
                "now": "2026-01-02T03:04:05Z",
                "expect": "verified"
              }
            ]
          },
          "type": "object",
          "required": ["id"],
          "properties": { "id": { "type": "string" } }
        }
        """;

    /// <summary>The body of its test.</summary>
    public const string Body = """{"id":"INV-1"}""";

    /// <summary>The signature of its test.</summary>
    public static string Signature { get; } =
        Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(Key),
                System.Text.Encoding.UTF8.GetBytes(Body)
            )
        );

    /// <summary>The schema with its test's signature.</summary>
    public static string SignedPayment { get; } =
        Payment.Replace("<signature>", Signature, StringComparison.Ordinal).Replace("<key>", Key, StringComparison.Ordinal);

    /// <summary>The schema as input of the compiler.</summary>
    public static SchemaSource Source(string? text = null) => new("/shop/acme.payment.callback.json", text ?? SignedPayment);

    /// <summary>
    /// The schema with the time signed before the body; its test is refused, because its signature does not cover the time.
    /// </summary>
    public static string TimedPayment { get; } =
        SignedPayment.Replace(
            "\"message\": \"{rawBody}\"",
            "\"message\": \"{header:X-Acme-Time}.{rawBody}\", \"timestamp\": { \"from\": \"header:X-Acme-Time\", "
                + "\"unit\": \"seconds\", \"tolerance\": \"PT5M\" }",
            StringComparison.Ordinal
        );

    /// <summary>The schema whose provider sends a callback three times, at intervals of five minutes.</summary>
    public static string RepeatedPayment { get; } =
        SignedPayment.Replace(
            "\"idempotencyKey\"",
            "\"retry\": { \"attempts\": 3, \"every\": \"PT5M\" }, \"idempotencyKey\"",
            StringComparison.Ordinal
        );
}

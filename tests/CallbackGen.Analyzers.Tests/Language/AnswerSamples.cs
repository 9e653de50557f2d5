namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>Samples of selections, handshakes and acknowledgements.</summary>
internal static class AnswerSamples
{
    public const string Selection = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Selection",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": "{rawBody}"
            },
            "select": {
              "body:/type": "paid",
              "body:/kind": ["absent", "x"],
              "payload:/refund": "absent",
              "body:/id": "present",
              "header:X-Event": "payment",
              "query:shop": "a",
              "unsigned": "The provider names the event in a header only"
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" }, "type": { "type": "string" } }
        }
        """;

    public const string Answers = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Answers",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" }, "id": { "encoding": "utf8", "secret": false } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": "{rawBody}"
            },
            "tests": [
              {
                "name": "A handshake",
                "request": { "method": "GET", "query": "crc_token=a&mode=subscribe" },
                "keys": { "id": "m" },
                "expect": "answered",
                "answer": {
                  "status": 200,
                  "headers": { "X-Challenge": "a" },
                  "content": "application/json",
                  "body": { "id": "m" }
                }
              },
              {
                "name": "A callback",
                "request": { "method": "POST", "body": "{}" },
                "expect": "verified",
                "answer": { "body": "OK" }
              }
            ],
            "challenge": {
              "when": { "query:crc_token": "present", "query:mode": ["subscribe"] },
              "receive": [{ "method": "GET", "content": "query" }],
              "verify": { "scheme": "none", "reason": "The provider proves nothing here" },
              "respond": {
                "status": 200,
                "headers": { "X-Challenge": "{query:crc_token}", "X-Digest": "sha256={digest:sum}" },
                "content": "application/json",
                "body": {
                  "token": "sha256={mac:token}",
                  "at": "{now:seconds}",
                  "nested": { "n": 1, "b": true, "x": null },
                  "id": "{key:id}"
                },
                "digests": {
                  "sum": {
                    "algorithm": "sha256",
                    "message": "{query:crc_token}{key:secret}{endpoint}{method}",
                    "encoding": "hex",
                    "oracle": "A sample"
                  }
                },
                "macs": {
                  "token": {
                    "algorithm": "sha256",
                    "key": "secret",
                    "message": "{query:crc_token}",
                    "encoding": "base64",
                    "oracle": "A sample"
                  }
                }
              }
            },
            "acknowledge": {
              "status": 200,
              "content": "text/plain",
              "body": "OK{body:/id|upper}{mac:ok}",
              "macs": {
                "ok": { "algorithm": "sha1", "key": "secret", "message": "ok;{body:/id}", "encoding": "hex" }
              }
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" } }
        }
        """;
}

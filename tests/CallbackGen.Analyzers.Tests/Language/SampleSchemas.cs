namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>
/// Schema files without an error that together use every keyword. A form that no sample has is not compared with the
/// meta-schema.
/// </summary>
internal static class SampleSchemas
{
    public static IReadOnlyList<(string Name, string Text)> All =>
        [
            ("types", Types),
            ("hmac", Hmac),
            ("pairs", Pairs),
            ("jwt", Jwt),
            ("envelope", Envelope),
            ("events", Events),
            ("namedEvents", NamedEvents),
            ("digest", SchemeSamples.Digest),
            ("public key", SchemeSamples.PublicKey),
            ("generations", SchemeSamples.Generations),
            ("parts", SchemeSamples.Parts),
            ("list", SchemeSamples.List),
            ("detached token", SchemeSamples.DetachedToken),
            ("selection", AnswerSamples.Selection),
            ("answers", AnswerSamples.Answers),
            ("encrypted", SchemeSamples.Encrypted),
            ("text", SchemeSamples.Text),
        ];

    public const string Types = """
        {
          "$schema": "./callback.schema.json",
          "$id": "types",
          "$comment": "Every payload keyword.",
          "title": "Types",
          "description": "All of them.",
          "callback": {
            "provider": "Acme",
            "feed": "Types",
            "receive": [{ "method": "POST", "content": "json" }],
            "verify": { "scheme": "none", "reason": "A sample" }
          },
          "type": "object",
          "deprecated": false,
          "examples": [{ "text": "a" }],
          "default": null,
          "required": ["text", "money"],
          "additionalProperties": false,
          "properties": {
            "text": {
              "type": "string",
              "minLength": 1,
              "maxLength": 9,
              "pattern": "^a",
              "csharpName": "Words",
              "sensitive": true,
              "coerce": true
            },
            "said": {
              "type": ["string", "null"],
              "const": "yes",
              "title": "Said",
              "description": "Said.",
              "deprecated": true,
              "$comment": "x"
            },
            "mail": { "type": "string", "format": "email", "maxLength": 99 },
            "money": { "type": "string", "format": "decimal", "minimum": 0, "maximum": 10.5, "multipleOf": 0.01 },
            "more": { "type": "string", "format": "decimal", "exclusiveMinimum": 0, "exclusiveMaximum": 9 },
            "at": { "type": "string", "format": "date-time" },
            "when": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "+08:00" },
            "kind": { "type": "string", "enum": ["a", "b"], "names": ["First", "Second"], "closed": true },
            "code": {
              "type": ["integer", "null"],
              "enum": [0, -1, 2.0],
              "names": ["New", "Gone", "Old"],
              "closed": false,
              "coerce": true
            },
            "one": { "type": "integer", "const": 1, "minimum": 1, "maximum": 1 },
            "count": { "type": "integer", "minimum": 0, "exclusiveMaximum": 10, "default": 1, "examples": [1] },
            "rate": { "type": "number", "exclusiveMinimum": 0, "maximum": 1, "multipleOf": 0.5, "coerce": true },
            "flag": { "type": "boolean", "const": true, "coerce": true },
            "list": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 5 },
            "any": true,
            "thing": {},
            "map": { "type": "object", "additionalProperties": { "type": "integer" } },
            "open": { "type": "object" },
            "empty": { "type": "object", "additionalProperties": false },
            "inner": {
              "type": "object",
              "properties": { "x": { "type": "string" } },
              "required": ["x"],
              "additionalProperties": true
            },
            "city": { "$ref": "#/$defs/City", "description": "Where.", "sensitive": true, "csharpName": "Town" }
          },
          "$defs": {
            "City": {
              "type": ["object", "null"],
              "properties": { "name": { "type": "string" }, "twin": { "$ref": "#/$defs/City" } },
              "required": ["name"]
            },
            "Code": { "type": "string", "maxLength": 3 },
            "Also": { "$ref": "#/$defs/Code" },
            "Free": true
          }
        }
        """;

    public const string Hmac = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Order",
            "source": "https://acme.example/docs#callback",
            "evidence": "vector",
            "receive": [
              { "method": "POST", "content": "form", "description": "The callback." },
              { "method": "POST", "content": "json" },
              { "method": "GET", "content": "query" }
            ],
            "keys": { "secret": { "encoding": "hex", "prefix": "whsec_", "description": "Console > Key" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": {
                "from": "body:/sign",
                "encoding": "hex",
                "format": "list",
                "separator": " ",
                "prefix": "v="
              },
              "message": [
                "{header:X-Time}.{method}{{}}.{const:x}.{query:q|urldecode|strip-prefix:a}.",
                {
                  "members": ["id", "/amount"],
                  "sort": "name",
                  "each": "{name}={value}",
                  "join": "&",
                  "omit": ["null", "empty"]
                }
              ],
              "undelimited": "As in the provider's SDK"
            },
            "payload": "body",
            "acknowledge": { "status": 200, "content": "text/plain", "body": "OK" },
            "retry": { "attempts": 5, "every": "PT5M" },
            "unreadable": "acknowledge",
            "idempotencyKey": ["/id"],
            "roles": { "reference": "/id", "status": "/id", "amount": "/amount", "currency": "/id" },
            "maxBodyBytes": 65536,
            "tests": [
              {
                "name": "One",
                "source": "The documentation",
                "request": {
                  "method": "POST",
                  "query": "a=b",
                  "headers": { "Content-Type": "application/json" },
                  "body": "{}"
                },
                "keys": { "secret": "00" },
                "now": "2026-07-22T02:00:00Z",
                "expect": "verified",
                "tamper": [["a", "b"]]
              },
              {
                "name": "Two",
                "request": { "method": "GET", "url": "https://me.example/?id=1" },
                "keys": { "secret": ["00", "01"] },
                "now": 1700000000,
                "expect": "rejected",
                "reason": "SignatureMismatch"
              }
            ]
          },
          "type": "object",
          "properties": {
            "id": { "type": "string", "const": "a" },
            "amount": { "type": "string", "format": "decimal" },
            "sign": { "type": "string" }
          }
        }
        """;

    public const string Pairs = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Pairs",
            "receive": [{ "method": "PUT", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha512",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "base64", "format": "pairs", "separator": ",", "pick": "v1" },
              "message": "{signature:t}.{rawBody|sha256}",
              "timestamp": { "from": "signature:t", "unit": "seconds", "tolerance": "PT5M" }
            },
            "payload": "body:/data"
          },
          "type": "object",
          "properties": { "id": { "type": "string" } }
        }
        """;

    public const string Jwt = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Token",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "jwt",
              "from": "header:Authorization",
              "prefix": "Bearer ",
              "algorithms": ["HS256", "HS512"],
              "key": "secret",
              "claims": {
                "exp": { "required": true, "maxAge": "PT5M" },
                "iat": { "maxAge": "PT1M" },
                "nbf": { "required": false },
                "id": { "equals": "{body:/id|lower}", "filters": ["strip-prefix:INV-|}", "slice:0:8", "escape:|"] },
                "aud": { "equals": "me" }
              }
            },
            "acknowledge": { "status": 204 }
          },
          "type": "object",
          "properties": { "id": { "type": "string" } }
        }
        """;

    public const string Envelope = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Envelope",
            "receive": [{ "method": "PATCH", "content": "form" }],
            "keys": { "secret": { "encoding": "base64" } },
            "verify": { "scheme": "jwt", "from": "query:token", "algorithms": ["HS384"], "key": "secret" },
            "payload": "jwt"
          },
          "type": "object",
          "properties": { "id": { "type": "integer" } }
        }
        """;

    public const string NamedEvents = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Order",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "message": "{rawBody}"
            },
            "discriminator": {
              "from": "header:X-Event",
              "mapping": { "order.paid": "#/$defs/Paid", "order.settled": "#/$defs/Paid", "order.failed": "#/oneOf/1" }
            }
          },
          "oneOf": [
            { "$ref": "#/$defs/Paid" },
            {
              "title": "Failed",
              "type": "object",
              "properties": { "reason": { "type": "string" } },
              "required": ["reason"]
            }
          ],
          "$defs": {
            "Paid": {
              "type": "object",
              "properties": { "amount": { "type": "integer" } },
              "required": ["amount"]
            }
          }
        }
        """;

    public const string Events = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Event",
            "receive": [{ "method": "POST", "content": "json" }],
            "verify": { "scheme": "none", "reason": "A sample" },
            "tests": [{ "name": "One", "request": { "method": "POST", "body": "{}" }, "expect": "received" }]
          },
          "type": "object",
          "oneOf": [
            { "$ref": "#/$defs/Paid", "description": "Paid." },
            {
              "title": "Failed",
              "type": "object",
              "properties": { "event": { "type": "string", "const": "failed" } },
              "required": ["event"]
            }
          ],
          "$defs": {
            "Paid": {
              "type": "object",
              "properties": { "event": { "type": "string", "const": "paid" } },
              "required": ["event"],
              "additionalProperties": false
            }
          }
        }
        """;
}

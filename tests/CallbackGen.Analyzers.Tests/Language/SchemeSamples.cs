namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>Samples of the schemes, key choices and message parts that few feeds need.</summary>
internal static class SchemeSamples
{
    public const string Digest = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Digest",
            "receive": [{ "method": "POST", "content": "form" }],
            "keys": {
              "secret": { "encoding": "utf8", "derive": "md5-hex", "secret": true },
              "address": { "encoding": "utf8", "secret": false }
            },
            "verify": {
              "scheme": "digest",
              "algorithm": "md5",
              "weak": "The provider offers nothing else",
              "signature": { "from": "body:/sign", "encoding": "hex" },
              "message": [
                "{body:/id}|{key:secret}|{url}|",
                {
                  "members": "*",
                  "except": ["sign"],
                  "prefixes": ["vpc_"],
                  "sort": "pair",
                  "each": "{name}={value}&",
                  "omit": ["empty"],
                  "repeated": "comma",
                  "nested": "refuse",
                  "add": [{ "name": "url", "from": "key:address" }],
                  "filters": ["lower"]
                }
              ],
              "also": [{ "value": "{query:hash}", "equals": "{rawBody|sha256}" }]
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" }, "sign": { "type": "string" } }
        }
        """;

    public const string PublicKey = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "PublicKey",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": {
              "live": {
                "encoding": "pem",
                "description": "The portal",
                "fetch": { "from": "header:X-Cert-Url", "hosts": ["api.acme.example"], "path": "/certs/" }
              },
              "test": { "encoding": "jwk", "lookup": "header:X-Merchant" }
            },
            "verify": {
              "scheme": "signature",
              "algorithm": "rsa-sha1",
              "weak": "The provider offers nothing else",
              "key": { "select": "header:X-Environment", "from": { "live": "live", "sandbox": "test" } },
              "signature": { "from": "header:X-Sign", "encoding": "base64" },
              "message": "{header:X-Time}.{rawBody}",
              "timestamp": { "from": "header:X-Time", "unit": "iso8601", "tolerance": "PT5M" },
              "undelimited": "A sample"
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" } }
        }
        """;

    public const string Generations = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Generations",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" }, "public": { "encoding": "spki" } },
            "verify": {
              "scheme": "anyOf",
              "schemes": [
                { "scheme": "token", "from": "header:X-Token", "prefix": "Bearer ", "key": "secret" },
                {
                  "scheme": "jwt",
                  "payload": "jwt",
                  "from": "body:/token",
                  "algorithms": ["HS256"],
                  "key": "secret",
                  "claims": { "id": { "required": true } }
                },
                {
                  "scheme": "hmac",
                  "payload": "body:/data",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{rawBody}"
                },
                {
                  "scheme": "signature",
                  "algorithm": "ecdsa-raw-sha256",
                  "key": "public",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{rawBody}"
                },
                {
                  "scheme": "digest",
                  "algorithm": "sha256",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{rawBody}|{key:secret}"
                }
              ]
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" } }
        }
        """;

    public const string Parts = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Parts",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "body:/sign", "encoding": "hex" },
              "message": [
                {
                  "json": { "sort": true, "escapeSlash": false, "escapeUnicode": true, "spaces": false },
                  "root": "/data",
                  "except": ["sign"],
                  "add": [{ "name": "key", "from": "key:secret" }],
                  "filters": ["base64"]
                },
                { "json": {}, "members": ["id"] },
                ".",
                {
                  "parts": [
                    "{method}",
                    {
                      "members": ["id", "/amount", { "name": "total", "from": "body:/amount|fixed2" }],
                      "root": "",
                      "sort": "name-ignore-case",
                      "join": "|",
                      "unbounded": "id",
                      "filters": ["upper"]
                    }
                  ],
                  "filters": ["sha256", "slice:0:8"]
                }
              ]
            }
          },
          "type": "object",
          "properties": {
            "id": { "type": "string" },
            "amount": { "type": "string", "format": "decimal" },
            "sign": { "type": "string" }
          }
        }
        """;

    public const string List = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "List",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "payload:/sign", "encoding": "hex" },
              "message": [{ "members": ["id", "amount"], "join": ":" }, ":{payload:/id}"]
            },
            "payload": "body:/items/*"
          },
          "type": "object",
          "properties": { "id": { "type": "string" }, "amount": { "type": "string", "format": "decimal" }, "sign": { "type": "string" } }
        }
        """;

    public const string DetachedToken = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "DetachedToken",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "bank": { "encoding": "jwks", "fetch": { "url": "https://api.acme.example/jwks" } } },
            "verify": {
              "scheme": "jwt",
              "from": "header:x-jws-signature",
              "algorithms": ["PS256", "ES512"],
              "key": "bank",
              "joseHeader": { "typ": { "equals": "JOSE", "filters": ["upper"] }, "iss": { "required": true } },
              "message": "{method} {rawBody|sha1}",
              "unencoded": true,
              "undelimited": "A sample",
              "weak": "A sample"
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" } }
        }
        """;

    public const string Encrypted = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Encrypted",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" }, "cipher": { "encoding": "hex" } },
            "verify": {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": "{header:X-Nonce}.{header:X-Tag}.{rawBody}"
            },
            "decrypt": {
              "algorithm": "aes-gcm",
              "key": "cipher",
              "ciphertext": "{body:/resource/ciphertext|base64decode}",
              "nonce": "{header:X-Nonce|hexdecode}",
              "tag": "{header:X-Tag|base64urldecode}",
              "associatedData": "transaction"
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" }, "paid": { "type": "boolean" } }
        }
        """;

    public const string Text = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Text",
            "receive": [{ "method": "POST", "content": "form" }, { "method": "POST", "content": "xml" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "anyOf",
              "schemes": [
                {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "body:/sign", "encoding": "base64" },
                  "message": [{ "members": "*", "except": ["sign"], "sort": "name", "format": "php-serialize" }]
                },
                {
                  "scheme": "hmac",
                  "algorithm": "sha512",
                  "key": "secret",
                  "signature": { "from": "body:/sign", "encoding": "base64" },
                  "message": [{
                    "members": "*",
                    "except": ["sign"],
                    "sort": "name",
                    "format": "http-build-query",
                    "nested": "flatten"
                  }]
                }
              ]
            },
            "payload": "body:/data|base64decode|json"
          },
          "type": "object",
          "properties": { "id": { "type": "string" }, "amount": { "type": "number" } }
        }
        """;
}

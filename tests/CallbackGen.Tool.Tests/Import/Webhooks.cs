using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Tests.Import;

/// <summary>A document of a fictitious provider, with the constructs of public documents.</summary>
internal static class Webhooks
{
    public const int Count = 26;

    private const string Components = """
        {
          "schemas": {
            "Event": {
              "type": "object", "required": ["id", "type", "created_at"],
              "properties": {
                "id": { "type": "string", "format": "uuid", "description": "The event's id." },
                "type": { "type": "string" },
                "created_at": { "type": "string", "format": "date-time" },
                "attempt": { "type": "integer", "format": "int32", "minimum": 1 },
                "account": { "$ref": "#/components/schemas/Account" }
              }
            },
            "Account": {
              "type": ["object", "null"],
              "properties": {
                "name": { "type": "string" },
                "+1": { "type": "integer" }, "-1": { "type": "integer" },
                "parent": { "$ref": "#/components/schemas/Account" },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                "kind": { "anyOf": [ { "type": "string", "enum": ["user", "organization"] }, { "type": "null" } ] }
              }
            },
            "Money": {
              "type": "object",
              "required": ["value", "currency"],
              "properties": {
                "value": { "type": "integer" },
                "currency": { "type": "string", "pattern": "^[A-Z]{3}$" }
              }
            },
            "Card": {
              "type": "object",
              "required": ["kind"],
              "properties": { "kind": { "const": "card" }, "last4": { "type": "string" } }
            },
            "Transfer": {
              "type": "object",
              "required": ["kind"],
              "properties": { "kind": { "const": "transfer" }, "iban": { "type": "string" } }
            },
            "Loop": {
              "allOf": [ { "$ref": "#/components/schemas/Loop" }, { "$ref": "#/components/schemas/Loop" } ]
            }
          },
          "requestBodies": {
            "Shared": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Event" } } } }
          },
          "securitySchemes": { "header": { "type": "apiKey", "in": "header", "name": "X-Acme-Token" } }
        }
        """;

    /// <summary>The document in JSON.</summary>
    public static string Json(string name = "webhooks", string version = "3.1.0")
    {
        var webhooks = new JsonObject();
        for (var number = 1; number <= 20; number++)
            webhooks[$"payment.step-{number}"] = Hook(Payment(number));
        webhooks["shared.body"] = JsonNode.Parse("""{ "post": { "requestBody": { "$ref": "#/components/requestBodies/Shared" } } }""");
        webhooks["as.form"] = JsonNode.Parse(
            """
            {
              "post": {
                "requestBody": {
                  "content": {
                    "application/x-www-form-urlencoded": {
                      "schema": {
                        "type": "object",
                        "required": ["type", "amount"],
                        "properties": { "type": { "const": "form" }, "amount": { "type": "integer" } }
                      }
                    }
                  }
                }
              }
            }
            """
        );
        webhooks["no.body"] = JsonNode.Parse("""{ "post": { "summary": "A ping." } }""");
        webhooks["loop"] = Hook("""{ "$ref": "#/components/schemas/Loop" }""");
        webhooks["token.of-header"] = JsonNode.Parse(
            """{ "post": { "security": [ { "header": [] } ], "requestBody": { "$ref": "#/components/requestBodies/Shared" } } }"""
        );
        webhooks["own"] = JsonNode.Parse(
            """
            {
              "post": {
                "x-callbackgen": {
                  "keys": { "secret": { "encoding": "utf8" } },
                  "verify": {
                    "scheme": "hmac",
                    "algorithm": "sha256",
                    "key": "secret",
                    "signature": { "from": "header:X-Acme-Signature", "encoding": "hex" },
                    "message": "{rawBody}"
                  }
                },
                "requestBody": { "$ref": "#/components/requestBodies/Shared" }
              }
            }
            """
        );
        return new JsonObject
        {
            ["openapi"] = version,
            ["info"] = new JsonObject { ["title"] = "Acme webhooks", ["version"] = "1" },
            [name] = webhooks,
            ["components"] = JsonNode.Parse(Components),
        }.ToJsonString();
    }

    private static JsonNode Hook(string schema) =>
        new JsonObject
        {
            ["post"] = new JsonObject
            {
                ["requestBody"] = new JsonObject
                {
                    ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = JsonNode.Parse(schema) } },
                },
            },
        };

    private static string Payment(int number) =>
        $$"""
            {
              "allOf": [
                { "$ref": "#/components/schemas/Event" },
                {
                  "type": "object", "required": ["type", "data"],
                  "properties": {
                    "type": { "type": "string", "enum": ["payment.step-{{number}}"] },
                    "data": {
                      "type": "object", "required": ["amount"],
                      "properties": {
                        "amount": { "$ref": "#/components/schemas/Money" },
                        "status": { "type": "string", "enum": ["open", "paid", "failed"] },
                        "code": { "type": "integer", "enum": [1, 2, 3] },
                        "method": {
                          "oneOf": [
                            { "$ref": "#/components/schemas/Card" },
                            { "$ref": "#/components/schemas/Transfer" }
                          ],
                          "discriminator": { "propertyName": "kind" }
                        },
                        "items": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "properties": {
                              "sku": { "type": "string", "maxLength": 3 },
                              "price": { "type": "number", "nullable": true }
                            }
                          }
                        },
                        "anything": true, "either": { "type": ["string", "integer"] }
                      }
                    }
                  }
                }
              ]
            }
            """;
}

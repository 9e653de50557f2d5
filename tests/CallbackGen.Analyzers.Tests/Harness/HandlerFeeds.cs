namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>The feeds of every handler test, one of each trust level; the generator compiles them in the test's own project.</summary>
internal static class HandlerFeeds
{
    /// <summary><c>AcmePayment</c>, fully signed, with a member of every role and a nested record.</summary>
    public static readonly (string Path, string Text) Payment = (
        "/shop/schemas/acme.payment.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Payment",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
            },
            "idempotencyKey": ["/id", "/status"],
            "roles": { "reference": "/order/number", "status": "/status", "amount": "/amount", "currency": "/currency" }
          },
          "type": "object",
          "required": ["id", "status", "amount", "currency", "order"],
          "properties": {
            "id": { "type": "string" },
            "status": { "type": "string", "enum": ["paid", "failed"] },
            "amount": { "type": "string", "format": "decimal" },
            "currency": { "type": "string" },
            "email": { "type": "string", "sensitive": true },
            "order": { "type": "object", "required": ["number"], "properties": { "number": { "type": "string" },
              "note": { "type": "string" } } },
            "lines": { "type": "array", "items": { "type": "object", "required": ["sku"], "properties": { "sku": { "type": "string" } } } }
          }
        }
        """
    );

    /// <summary><c>AcmeNotice</c>, whose token covers only the invoice.</summary>
    public static readonly (string Path, string Text) Notice = (
        "/shop/schemas/acme.notice.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Notice",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "jwt", "from": "body:/token", "algorithms": ["HS256"], "key": "secret",
              "claims": { "id": { "equals": "{body:/invoice_id}" } }
            },
            "payload": "body",
            "idempotencyKey": ["/invoice_id"], "confirmedKey": ["/invoice_id", "/status"],
            "roles": { "reference": "/invoice_id", "status": "/status", "amount": "/amount", "currency": "/currency" }
          },
          "type": "object",
          "required": ["invoice_id", "status", "amount", "token"],
          "properties": {
            "invoice_id": { "type": "string" },
            "status": { "type": "string", "enum": ["success", "failed"] },
            "amount": { "type": "number" },
            "currency": { "type": "string" },
            "token": { "type": "string" },
            "info": { "type": "object", "properties": { "network": { "type": "string" } } }
          }
        }
        """
    );

    /// <summary><c>AcmePing</c>, which is not signed.</summary>
    public static readonly (string Path, string Text) Ping = (
        "/shop/schemas/acme.ping.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Ping",
            "receive": [ { "method": "POST", "content": "json" } ],
            "verify": { "scheme": "none", "reason": "The provider signs nothing." },
            "roles": { "reference": "/id", "status": "/state", "amount": "/total" }
          },
          "type": "object",
          "required": ["id", "state"],
          "properties": { "id": { "type": "string" }, "state": { "type": "string" }, "total": { "type": "string", "format": "decimal" } }
        }
        """
    );

    /// <summary><c>AcmeEvent</c>: <c>AcmeEventPaid</c> or <c>AcmeEventFailed</c>, distinguished by a constant.</summary>
    public static readonly (string Path, string Text) Event = (
        "/shop/schemas/acme.event.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Event",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
            },
            "roles": { "reference": "/id", "status": "/kind" }
          },
          "oneOf": [
            { "title": "Paid", "type": "object", "required": ["kind", "id"], "properties": { "kind": { "const": "paid",
              "type": "string" }, "id": { "type": "string" } } },
            { "title": "Failed", "type": "object", "required": ["kind", "id"], "properties": { "kind": { "const": "failed",
              "type": "string" }, "id": { "type": "string" } } }
          ]
        }
        """
    );

    /// <summary>
    /// <c>AcmeCharge</c>, with members for the test mode and the account of each callback; only in the tests that include it.
    /// </summary>
    public static readonly (string Path, string Text) Charge = (
        "/shop/schemas/acme.charge.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Charge",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
            },
            "idempotencyKey": ["/id", "/status"],
            "roles": { "reference": "/id", "status": "/status", "amount": "/amount" }
          },
          "type": "object",
          "required": ["id", "status", "amount", "livemode"],
          "properties": {
            "id": { "type": "string" },
            "status": { "type": "string", "enum": ["paid", "pending", "processing", "failed"] },
            "amount": { "type": "string", "format": "decimal" },
            "livemode": { "type": "boolean" },
            "account": { "type": "string" }
          }
        }
        """
    );

    /// <summary><c>AcmeCard</c>, with several members that decide about the payment; only in the tests that include it.</summary>
    public static readonly (string Path, string Text) Card = (
        "/shop/schemas/acme.card.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Card",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
            },
            "idempotencyKey": ["/id", "/event"],
            "roles": { "reference": "/id", "status": "/success", "amount": "/amount" }
          },
          "type": "object",
          "required": ["id", "event", "success", "amount", "cents", "price", "session"],
          "properties": {
            "id": { "type": "string" },
            "event": { "type": "string" },
            "success": { "type": "string", "enum": ["true", "false"] },
            "amount": { "type": "string", "format": "decimal" },
            "original_amount": { "type": "string", "format": "decimal" },
            "cents": { "type": "integer" },
            "price": { "type": "string" },
            "session": {
              "type": "object", "required": ["status"],
              "properties": { "status": { "type": "string" }, "payment_status": { "type": "string" },
                "data": { "description": "What the event is about." } }
            }
          }
        }
        """
    );

    public static IReadOnlyList<(string Path, string Text)> All { get; } = [Payment, Notice, Ping, Event];
}

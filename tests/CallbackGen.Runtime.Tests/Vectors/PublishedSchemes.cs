using CallbackGen.Definitions;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Vectors;

/// <summary>
/// The equivalent of generated code for the published vectors: one verifier per scheme, in the order of the scheme's steps.
/// </summary>
internal static class PublishedSchemes
{
    private static readonly MemberSelection PayosData = new()
    {
        Root = "/data",
        Sort = MemberSort.Name,
        WithNames = true,
        Join = "&",
        Nested = NestedMembers.Json,
    };

    private static readonly MemberSelection ProxyParameters = new()
    {
        Except = ["signature"],
        Sort = MemberSort.Name,
        WithNames = true,
        Repeated = RepeatedMembers.Comma,
    };

    private static readonly MemberSelection OAuthParameters = new()
    {
        Except = ["hmac", "signature"],
        Sort = MemberSort.Name,
        WithNames = true,
        Join = "&",
    };

    private static readonly MemberSelection TwilioFields = new()
    {
        Sort = MemberSort.Name,
        WithNames = true,
        NameValueSeparator = "",
        Repeated = RepeatedMembers.SortedUnique,
    };

    private static readonly MemberSelection EcpayFields = new()
    {
        Except = ["CheckMacValue"],
        Sort = MemberSort.NameIgnoreCase,
        WithNames = true,
        After = "&",
    };

    private static readonly JsonRendering CryptomusBody = new()
    {
        Except = ["sign"],
        EscapeSlash = true,
        EscapeLineSeparators = true,
    };

    private static readonly JsonRendering Przelewy24 = new()
    {
        Members = ["merchantId", "posId", "sessionId", "amount", "originAmount", "currency", "orderId", "methodId", "statement"],
        Extra = [new("crc", "crc")],
    };

    private static readonly JsonRendering Przelewy24Refund = new()
    {
        Members = ["orderId", "sessionId", "refundsUuid", "merchantId", "amount", "currency", "status"],
        Extra = [new("crc", "crc")],
    };

    public static CallbackFeedDefinition Definition(PublishedVector vector) =>
        new()
        {
            Name = "acme.invoice",
            Provider = "Acme",
            Feed = "Invoice",
            Scheme = "hmac",
            Receive = [new(vector.Method, Content(vector))],
            Keys =
            [
                .. vector.Keys.Select(key => new CallbackKeyDefinition(
                    key.Name,
                    Encoding(vector, key.Name),
                    Secret: key.Name != "notificationUrl"
                )),
            ],
            PayloadPointer = IsItems(vector) ? "/notificationItems/*/NotificationRequestItem" : "",
            AllowRepeatedFields = vector.Name is "shopify_app_proxy" or "twilio_form" or "twilio_form_dupes",
        };

    public static bool IsItems(PublishedVector vector) => vector.Name is "adyen_backslash" or "adyen_colon" or "adyen_forwardslash";

    public static bool Verify(PublishedVector vector, CallbackVerification v) =>
        vector.Name switch
        {
            "adyen_banking" => RawBody(v, MacAlgorithm.HmacSha256, "hmacKey", "HmacSignature", SignatureEncoding.Base64),
            "adyen_backslash" or "adyen_colon" or "adyen_forwardslash" => Adyen(v),
            "billplz_redirect" or "billplz_redirect_basic" => Billplz(v),
            "chip" => RawBody(v, SignatureAlgorithm.RsaPkcs1Sha256, "X-Signature"),
            "cryptomus" => Cryptomus(v),
            "ecpay" or "ecpay_sdk" => Ecpay(v),
            "ipay88_sha1" => Ipay88(v),
            "mailgun" => Mailgun(v),
            "midtrans" => Midtrans(v),
            "payos" => Payos(v),
            "payu_md5" => Payu(v, DigestAlgorithm.Md5),
            "payu_sha256" => Payu(v, DigestAlgorithm.Sha256),
            "przelewy24" => Przelewy(v, Przelewy24),
            "przelewy24_refund" => Przelewy(v, Przelewy24Refund),
            "razorpay_checkout" => RazorpayCheckout(v),
            "razorpay_maintainer" or "razorpay_webhook" => RawBody(
                v,
                MacAlgorithm.HmacSha256,
                "secret",
                "X-Razorpay-Signature",
                SignatureEncoding.Hex
            ),
            "sendgrid" => Sendgrid(v),
            "shopify" => RawBody(v, MacAlgorithm.HmacSha256, "secret", "X-Shopify-Hmac-Sha256", SignatureEncoding.Base64),
            "shopify_app_proxy" => Parameters(v, "signature", ProxyParameters),
            "shopify_oauth_query" => Parameters(v, "hmac", OAuthParameters),
            "square" => Square(v),
            "twilio_form" or "twilio_form_dupes" => Twilio(v),
            "wise" => RawBody(v, SignatureAlgorithm.RsaPkcs1Sha256, "X-Signature-SHA256"),
            "worldline_connect" => RawBody(v, MacAlgorithm.HmacSha256, "secret", "X-GCS-Signature", SignatureEncoding.Base64),
            _ => throw new ArgumentOutOfRangeException(nameof(vector)),
        };

    private static CallbackContent Content(PublishedVector vector) =>
        vector.ContentType switch
        {
            "application/json" => CallbackContent.Json,
            "application/x-www-form-urlencoded" => CallbackContent.Form,
            "" => CallbackContent.Query,
            _ => CallbackContent.Text,
        };

    private static CallbackKeyEncoding Encoding(PublishedVector vector, string key) =>
        (vector.Name, key) switch
        {
            ("sendgrid", _) => CallbackKeyEncoding.Spki,
            (_, "publicKey") => CallbackKeyEncoding.Pem,
            (_, "hmacKey") => CallbackKeyEncoding.Hex,
            _ => CallbackKeyEncoding.Utf8,
        };

    private static bool RawBody(CallbackVerification v, MacAlgorithm algorithm, string key, string header, SignatureEncoding encoding) =>
        v.FindSignatures(v.Header(header), encoding) is { } signatures
        && v.BeginMessage() is var message
        && message.Append(v.RawBody)
        && signatures.MacMatches(message, algorithm, key);

    private static bool RawBody(CallbackVerification v, SignatureAlgorithm algorithm, string header) =>
        v.FindSignatures(v.Header(header), SignatureEncoding.Base64) is { } signatures
        && v.BeginMessage() is var message
        && message.Append(v.RawBody)
        && signatures.PublicKeyMatches(message, algorithm, "publicKey");

    // The provider does not escape the colon, and one of its published references begins with one: a strict list would be rejected as
    // AmbiguousMessage, so the vector's scheme has no delimiter check.
    private static bool Adyen(CallbackVerification v)
    {
        if (v.FindSignatures(v.Payload("/additionalData/hmacSignature"), SignatureEncoding.Base64) is not { } signatures)
            return false;
        var message = v.BeginMessage();
        var members = message.BeginMembers(join: ":"u8);
        string[] pointers =
        [
            "/pspReference",
            "/originalReference",
            "/merchantAccountCode",
            "/merchantReference",
            "/amount/value",
            "/amount/currency",
            "/eventCode",
            "/success",
        ];
        foreach (var pointer in pointers)
        {
            if (!members.Append(v.Payload(pointer)))
                return false;
        }

        return signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hmacKey");
    }

    private static bool Billplz(CallbackVerification v)
    {
        if (!v.ReadBody() || v.FindSignatures(v.Body("/billplz[x_signature]"), SignatureEncoding.Hex) is not { } signatures)
            return false;
        var message = v.BeginMessage();
        var members = message.BeginMembers(join: "|"u8, omitNull: true);
        foreach (var name in (string[])["id", "paid_at", "paid", "transaction_id", "transaction_status"])
        {
            if (!members.Append(System.Text.Encoding.UTF8.GetBytes("billplz" + name), v.Body($"/billplz[{name}]"), "|"u8))
                return false;
        }

        return signatures.MacMatches(message, MacAlgorithm.HmacSha256, "xSignatureKey");
    }

    private static bool Cryptomus(CallbackVerification v)
    {
        if (!v.ReadBody() || v.FindSignatures(v.Body("/sign"), SignatureEncoding.Hex) is not { } signatures)
            return false;
        var trial = v.TryKeys(signatures, "paymentKey");
        while (trial.NextMessage() is { } message)
        {
            var mark = message.Mark();
            if (!message.AppendJson(CryptomusBody))
                return false;
            message.ReplaceFrom(mark, TextFilters.Base64(message.From(mark)));
            message.Append(trial.Key("paymentKey"));
            trial.CompareDigest(message, DigestAlgorithm.Md5);
        }

        return trial.Matched();
    }

    private static bool Ecpay(CallbackVerification v)
    {
        if (!v.ReadBody() || v.FindSignatures(v.Body("/CheckMacValue"), SignatureEncoding.Hex) is not { } signatures)
            return false;
        var trial = v.TryKeys(signatures, "hashKey", "hashIV");
        while (trial.NextMessage() is { } message)
        {
            var mark = message.Mark();
            message.Append("HashKey="u8);
            message.Append(trial.Key("hashKey"));
            message.Append("&"u8);
            if (!message.AppendSelection(EcpayFields))
                return false;
            message.Append("HashIV="u8);
            message.Append(trial.Key("hashIV"));
            message.ReplaceFrom(mark, TextFilters.Lower(TextFilters.UrlEncodeDotnet(message.From(mark))));
            trial.CompareDigest(message, DigestAlgorithm.Sha256);
        }

        return trial.Matched();
    }

    private static bool Ipay88(CallbackVerification v)
    {
        if (!v.ReadBody() || v.FindSignatures(v.Body("/Signature"), SignatureEncoding.Base64) is not { } signatures)
            return false;
        var trial = v.TryKeys(signatures, "merchantKey");
        while (trial.NextMessage() is { } message)
        {
            message.Append(trial.Key("merchantKey"));
            message.AppendMembers(""u8, "/MerchantCode", "/PaymentId", "/RefNo");
            message.Append(TextFilters.Digits(v.Body("/Amount")));
            message.AppendMembers(""u8, "/Currency", "/Status");
            trial.CompareDigest(message, DigestAlgorithm.Sha1);
        }

        return trial.Matched();
    }

    private static bool Mailgun(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignatures(v.Body("/signature/signature"), SignatureEncoding.Hex) is { } signatures
        && v.BeginMessage() is var message
        && message.Append(v.Body("/signature/timestamp"))
        && message.Append(v.Body("/signature/token"))
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "secret");

    private static bool Midtrans(CallbackVerification v)
    {
        if (!v.ReadBody() || v.FindSignatures(v.Body("/signature_key"), SignatureEncoding.Hex) is not { } signatures)
            return false;
        var trial = v.TryKeys(signatures, "serverKey");
        while (trial.NextMessage() is { } message)
        {
            message.AppendMembers(""u8, "/order_id", "/status_code", "/gross_amount");
            message.Append(trial.Key("serverKey"));
            trial.CompareDigest(message, DigestAlgorithm.Sha512);
        }

        return trial.Matched();
    }

    private static bool Payos(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignatures(v.Body("/signature"), SignatureEncoding.Hex) is { } signatures
        && v.BeginMessage() is var message
        && message.AppendSelection(PayosData)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "checksumKey");

    private static bool Payu(CallbackVerification v, DigestAlgorithm algorithm)
    {
        if (
            v.FindSignatures(v.Header("OpenPayu-Signature"), SignatureEncoding.Hex, SignatureFormat.Pairs, ';', "signature")
            is not { } signatures
        )
            return false;
        var trial = v.TryKeys(signatures, "secondKey");
        while (trial.NextMessage() is { } message)
        {
            message.Append(v.RawBody);
            message.Append(trial.Key("secondKey"));
            trial.CompareDigest(message, algorithm);
        }

        return trial.Matched();
    }

    private static bool Przelewy(CallbackVerification v, JsonRendering rendering)
    {
        if (!v.ReadBody() || v.FindSignatures(v.Body("/sign"), SignatureEncoding.Hex) is not { } signatures)
            return false;
        var trial = v.TryKeys(signatures, "crc");
        while (trial.NextMessage() is { } message)
        {
            message.AppendJson(rendering);
            trial.CompareDigest(message, DigestAlgorithm.Sha384);
        }

        return trial.Matched();
    }

    private static bool RazorpayCheckout(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignatures(v.Body("/razorpay_signature"), SignatureEncoding.Hex) is { } signatures
        && v.BeginMessage() is var message
        && message.AppendMembers("|"u8, "/razorpay_order_id", "/razorpay_payment_id")
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "secret");

    private static bool Sendgrid(CallbackVerification v) =>
        v.FindSignatures(v.Header("X-Twilio-Email-Event-Webhook-Signature"), SignatureEncoding.Base64) is { } signatures
        && v.BeginMessage() is var message
        && message.Append(v.Header("X-Twilio-Email-Event-Webhook-Timestamp"))
        && message.Append(v.RawBody)
        && signatures.PublicKeyMatches(message, SignatureAlgorithm.EcdsaSha256, "publicKey");

    private static bool Parameters(CallbackVerification v, string signature, MemberSelection selection) =>
        v.ReadBody()
        && v.FindSignatures(v.Query(signature), SignatureEncoding.Hex) is { } signatures
        && v.BeginMessage() is var message
        && message.AppendSelection(selection)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "secret");

    private static bool Square(CallbackVerification v)
    {
        if (v.FindSignatures(v.Header("x-square-hmacsha256-signature"), SignatureEncoding.Base64) is not { } signatures)
            return false;
        var trial = v.TryKeys(signatures, "notificationUrl", "secret");
        while (trial.NextMessage() is { } message)
        {
            message.Append(trial.Key("notificationUrl"));
            message.Append(v.RawBody);
            trial.CompareMac(message, MacAlgorithm.HmacSha256, "secret");
        }

        return trial.Matched();
    }

    private static bool Twilio(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignatures(v.Header("X-Twilio-Signature"), SignatureEncoding.Base64) is { } signatures
        && v.BeginMessage() is var message
        && message.Append(v.Url)
        && message.AppendSelection(TwilioFields)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha1, "secret");
}

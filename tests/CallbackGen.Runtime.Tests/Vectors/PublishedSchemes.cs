using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Vectors;

/// <summary>What generated code would do for the published vectors: one verifier per scheme, in the order that the scheme says.</summary>
internal static class PublishedSchemes
{
    private static readonly MemberSelection PayosData =
        new() { Root = "/data", Sort = MemberSort.Name, WithNames = true, Join = "&", Nested = NestedMembers.Json };

    private static readonly MemberSelection ProxyParameters =
        new() { Except = ["signature"], Sort = MemberSort.Name, WithNames = true, Repeated = RepeatedMembers.Comma };

    private static readonly MemberSelection OAuthParameters =
        new() { Except = ["hmac", "signature"], Sort = MemberSort.Name, WithNames = true, Join = "&" };

    private static readonly MemberSelection TwilioFields =
        new() { Sort = MemberSort.Name, WithNames = true, NameValueSeparator = "", Repeated = RepeatedMembers.SortedUnique };

    private static readonly MemberSelection EcpayFields =
        new() { Except = ["CheckMacValue"], Sort = MemberSort.NameIgnoreCase, WithNames = true, After = "&" };

    private static readonly JsonRendering CryptomusBody = new() { Except = ["sign"], EscapeSlash = true, EscapeLineSeparators = true };

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

    public static CallbackFeedDefinition Definition(PublishedVector vector) => new()
    {
        Name = "acme.invoice",
        Provider = "Acme",
        Feed = "Invoice",
        Scheme = "hmac",
        Receive = [new(vector.Method, Content(vector))],
        Keys = [.. vector.Keys.Select(key => new CallbackKeyDefinition(key.Name, Encoding(vector, key.Name), Secret: key.Name != "notificationUrl"))],
        PayloadPointer = IsItems(vector) ? "/notificationItems/*/NotificationRequestItem" : "",
        AllowRepeatedFields = vector.Name is "shopify_app_proxy" or "twilio_form" or "twilio_form_dupes",
    };

    public static bool IsItems(PublishedVector vector) => vector.Name is "adyen_backslash" or "adyen_colon" or "adyen_forwardslash";

    public static bool Verify(PublishedVector vector, CallbackVerification v) => vector.Name switch
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
        "razorpay_maintainer" or "razorpay_webhook" => RawBody(v, MacAlgorithm.HmacSha256, "secret", "X-Razorpay-Signature", SignatureEncoding.Hex),
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

    private static CallbackContent Content(PublishedVector vector) => vector.ContentType switch
    {
        "application/json" => CallbackContent.Json,
        "application/x-www-form-urlencoded" => CallbackContent.Form,
        "" => CallbackContent.Query,
        _ => CallbackContent.Text,
    };

    private static CallbackKeyEncoding Encoding(PublishedVector vector, string key) => (vector.Name, key) switch
    {
        ("sendgrid", _) => CallbackKeyEncoding.Spki,
        (_, "publicKey") => CallbackKeyEncoding.Pem,
        (_, "hmacKey") => CallbackKeyEncoding.Hex,
        _ => CallbackKeyEncoding.Utf8,
    };

    private static bool RawBody(CallbackVerification v, MacAlgorithm algorithm, string key, string header, SignatureEncoding encoding) =>
        v.FindSignature(v.Header(header), encoding)
        && v.Append(v.RawBody)
        && v.MacMatches(algorithm, key);

    private static bool RawBody(CallbackVerification v, SignatureAlgorithm algorithm, string header) =>
        v.FindSignature(v.Header(header), SignatureEncoding.Base64)
        && v.Append(v.RawBody)
        && v.SignatureMatches(algorithm, "publicKey");

    // The provider does not escape the colon, and one of its published references begins with one: AmbiguousMessage when it
    // is joined strictly, so that the vector's scheme is stated without a delimiter check.
    private static bool Adyen(CallbackVerification v)
    {
        if (!v.FindSignature(v.Payload("/additionalData/hmacSignature"), SignatureEncoding.Base64))
            return false;
        string[] pointers =
            ["/pspReference", "/originalReference", "/merchantAccountCode", "/merchantReference", "/amount/value", "/amount/currency", "/eventCode", "/success"];
        for (var index = 0; index < pointers.Length; index++)
        {
            if (index > 0)
                v.Append(":"u8);
            if (!v.Append(v.Payload(pointers[index])))
                return false;
        }

        return v.MacMatches(MacAlgorithm.HmacSha256, "hmacKey");
    }

    private static bool Billplz(CallbackVerification v)
    {
        if (!v.ReadBody() || !v.FindSignature(v.Body("/billplz[x_signature]"), SignatureEncoding.Hex))
            return false;
        var isFirst = true;
        foreach (var name in (string[])["id", "paid_at", "paid", "transaction_id", "transaction_status"])
        {
            var value = v.Body($"/billplz[{name}]");
            if (!value.IsScalar)
                continue;
            if (!isFirst)
                v.Append("|"u8);
            isFirst = false;
            v.Append(System.Text.Encoding.UTF8.GetBytes("billplz" + name));
            if (!v.Append(value, "|"u8))
                return false;
        }

        return v.MacMatches(MacAlgorithm.HmacSha256, "xSignatureKey");
    }

    private static bool Cryptomus(CallbackVerification v)
    {
        if (!v.ReadBody() || !v.FindSignature(v.Body("/sign"), SignatureEncoding.Hex))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "paymentKey"); attempt++)
        {
            var mark = v.Mark();
            if (!v.AppendJson(CryptomusBody))
                return false;
            v.ReplaceFrom(mark, TextFilters.Base64(v.MessageFrom(mark)));
            v.Append(v.Key("paymentKey"));
            v.CompareDigest(DigestAlgorithm.Md5);
        }

        return v.Matched();
    }

    private static bool Ecpay(CallbackVerification v)
    {
        if (!v.ReadBody() || !v.FindSignature(v.Body("/CheckMacValue"), SignatureEncoding.Hex))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "hashKey", "hashIV"); attempt++)
        {
            var mark = v.Mark();
            v.Append("HashKey="u8);
            v.Append(v.Key("hashKey"));
            v.Append("&"u8);
            if (!v.AppendMembers(EcpayFields))
                return false;
            v.Append("HashIV="u8);
            v.Append(v.Key("hashIV"));
            v.ReplaceFrom(mark, TextFilters.Lower(TextFilters.UrlEncodeDotnet(v.MessageFrom(mark))));
            v.CompareDigest(DigestAlgorithm.Sha256);
        }

        return v.Matched();
    }

    private static bool Ipay88(CallbackVerification v)
    {
        if (!v.ReadBody() || !v.FindSignature(v.Body("/Signature"), SignatureEncoding.Base64))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "merchantKey"); attempt++)
        {
            v.Append(v.Key("merchantKey"));
            v.AppendMember("/MerchantCode", default, first: true);
            v.AppendMember("/PaymentId", default, first: false);
            v.AppendMember("/RefNo", default, first: false);
            v.Append(TextFilters.Digits(v.Body("/Amount")));
            v.AppendMember("/Currency", default, first: false);
            v.AppendMember("/Status", default, first: false);
            v.CompareDigest(DigestAlgorithm.Sha1);
        }

        return v.Matched();
    }

    private static bool Mailgun(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignature(v.Body("/signature/signature"), SignatureEncoding.Hex)
        && v.Append(v.Body("/signature/timestamp"))
        && v.Append(v.Body("/signature/token"))
        && v.MacMatches(MacAlgorithm.HmacSha256, "secret");

    private static bool Midtrans(CallbackVerification v)
    {
        if (!v.ReadBody() || !v.FindSignature(v.Body("/signature_key"), SignatureEncoding.Hex))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "serverKey"); attempt++)
        {
            v.AppendMember("/order_id", default, first: true);
            v.AppendMember("/status_code", default, first: false);
            v.AppendMember("/gross_amount", default, first: false);
            v.Append(v.Key("serverKey"));
            v.CompareDigest(DigestAlgorithm.Sha512);
        }

        return v.Matched();
    }

    private static bool Payos(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignature(v.Body("/signature"), SignatureEncoding.Hex)
        && v.AppendMembers(PayosData)
        && v.MacMatches(MacAlgorithm.HmacSha256, "checksumKey");

    private static bool Payu(CallbackVerification v, DigestAlgorithm algorithm)
    {
        if (!v.FindSignature(v.Header("OpenPayu-Signature"), SignatureEncoding.Hex, SignatureFormat.Pairs, ';', "signature"))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "secondKey"); attempt++)
        {
            v.Append(v.RawBody);
            v.Append(v.Key("secondKey"));
            v.CompareDigest(algorithm);
        }

        return v.Matched();
    }

    private static bool Przelewy(CallbackVerification v, JsonRendering rendering)
    {
        if (!v.ReadBody() || !v.FindSignature(v.Body("/sign"), SignatureEncoding.Hex))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "crc"); attempt++)
        {
            v.AppendJson(rendering);
            v.CompareDigest(DigestAlgorithm.Sha384);
        }

        return v.Matched();
    }

    private static bool RazorpayCheckout(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignature(v.Body("/razorpay_signature"), SignatureEncoding.Hex)
        && v.AppendMember("/razorpay_order_id", "|"u8, first: true)
        && v.AppendMember("/razorpay_payment_id", "|"u8, first: false)
        && v.MacMatches(MacAlgorithm.HmacSha256, "secret");

    private static bool Sendgrid(CallbackVerification v) =>
        v.FindSignature(v.Header("X-Twilio-Email-Event-Webhook-Signature"), SignatureEncoding.Base64)
        && v.Append(v.Header("X-Twilio-Email-Event-Webhook-Timestamp"))
        && v.Append(v.RawBody)
        && v.SignatureMatches(SignatureAlgorithm.EcdsaSha256, "publicKey");

    private static bool Parameters(CallbackVerification v, string signature, MemberSelection selection) =>
        v.ReadBody()
        && v.FindSignature(v.Query(signature), SignatureEncoding.Hex)
        && v.AppendMembers(selection)
        && v.MacMatches(MacAlgorithm.HmacSha256, "secret");

    private static bool Square(CallbackVerification v)
    {
        if (!v.FindSignature(v.Header("x-square-hmacsha256-signature"), SignatureEncoding.Base64))
            return false;
        for (var attempt = 0; v.TryKeys(attempt, "notificationUrl", "secret"); attempt++)
        {
            v.Append(v.Key("notificationUrl"));
            v.Append(v.RawBody);
            v.CompareMac(MacAlgorithm.HmacSha256, "secret");
        }

        return v.Matched();
    }

    private static bool Twilio(CallbackVerification v) =>
        v.ReadBody()
        && v.FindSignature(v.Header("X-Twilio-Signature"), SignatureEncoding.Base64)
        && v.Append(v.Url)
        && v.AppendMembers(TwilioFields)
        && v.MacMatches(MacAlgorithm.HmacSha1, "secret");
}

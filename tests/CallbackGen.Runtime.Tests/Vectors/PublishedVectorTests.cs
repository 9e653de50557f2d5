using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Vectors;

/// <summary>The primitives, called as in generated code, compute the messages that providers publish.</summary>
public class PublishedVectorTests
{
    private const string AllowWeakKey = "published keys are short";

    public static TheoryData<string> Names => [.. PublishedVector.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_callback_is_verified(string name)
    {
        var vector = Find(name);

        Assert.Null(Run(vector, Keys(vector)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_callback_is_refused_when_something_signed_is_changed(string name)
    {
        var vector = Find(name);
        // Some vectors contain no tampered copy: then a byte is appended.
        var tampered =
            vector.Tamper.From.Length == 0
                ? vector with
                {
                    Body = vector.Body + "x",
                }
                : vector with
                {
                    Body = vector.Body.Replace(vector.Tamper.From, vector.Tamper.To, StringComparison.Ordinal),
                    Url = vector.Url.Replace(vector.Tamper.From, vector.Tamper.To, StringComparison.Ordinal),
                };
        Assert.NotEqual(vector, tampered);

        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Run(tampered, Keys(vector))!.Reason);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_callback_is_refused_under_another_key(string name)
    {
        var vector = Find(name);

        var rejection = Run(vector, Keys(vector, isOther: true))!;

        Assert.Equal(CallbackRejectionReason.SignatureMismatch, rejection.Reason);
        Assert.NotEmpty(rejection.KeysTried);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_callback_is_verified_by_the_older_of_two_keys(string name)
    {
        var vector = Find(name);
        var definition = PublishedSchemes.Definition(vector);
        var both = vector.Keys.SelectMany(key =>
            new[] { KeyValuePair.Create(key.Name, Other(definition, key.Name)), KeyValuePair.Create(key.Name, key.Value) }
        );

        Assert.Null(Run(vector, CallbackKeys.Create(definition, both, AllowWeakKey)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_callback_without_its_keys_is_refused(string name) =>
        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, Run(Find(name), CallbackKeys.Empty)!.Reason);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_callback_without_its_signature_is_refused(string name)
    {
        var vector = Find(name);
        if (vector.Headers.Length == 0)
            return;

        Assert.Equal(CallbackRejectionReason.SignatureMissing, Run(vector with { Headers = [] }, Keys(vector))!.Reason);
    }

    private static PublishedVector Find(string name) => PublishedVector.All.Single(vector => vector.Name == name);

    private static CallbackRejection? Run(PublishedVector vector, CallbackKeys keys)
    {
        var query = vector.Url.IndexOf('?', StringComparison.Ordinal);
        var request = new CallbackRequest
        {
            Method = vector.Method,
            ContentType = vector.ContentType.Length == 0 ? null : vector.ContentType,
            Query = query < 0 ? "" : vector.Url[(query + 1)..],
            Url = vector.Url.Length == 0 ? null : vector.Url,
            Headers = CallbackHeaders.From(vector.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))),
            Body = Given.Utf8(vector.Body),
        };
        using var verification = Given.Verification(request, keys, definition: PublishedSchemes.Definition(vector));
        var isAccepted = verification.Accept() && (!PublishedSchemes.IsItems(vector) || verification.SelectItem(0));
        var isVerified = isAccepted && PublishedSchemes.Verify(vector, verification);
        Assert.Equal(isVerified, verification.Rejection is null);
        return verification.Rejection;
    }

    private static CallbackKeys Keys(PublishedVector vector, bool isOther = false)
    {
        var definition = PublishedSchemes.Definition(vector);
        return CallbackKeys.Create(
            definition,
            vector.Keys.Select(key => KeyValuePair.Create(key.Name, isOther ? Other(definition, key.Name) : key.Value)),
            AllowWeakKey
        );
    }

    private static string Other(CallbackFeedDefinition definition, string name)
    {
        switch (definition.Keys.Single(key => key.Name == name).Encoding)
        {
            case CallbackKeyEncoding.Hex:
                return new string('4', 64);
            case CallbackKeyEncoding.Spki:
                using (var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                    return Convert.ToBase64String(ecdsa.ExportSubjectPublicKeyInfo());
            case CallbackKeyEncoding.Pem:
                using (var rsa = RSA.Create(2048))
                    return rsa.ExportSubjectPublicKeyInfoPem();
            default:
                return Given.OtherKeyText;
        }
    }
}

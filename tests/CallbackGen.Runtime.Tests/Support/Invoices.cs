using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Support;

/// <summary>The members of the payloads below, read as in generated code.</summary>
internal sealed record InvoiceMembers(
    string Id,
    decimal? Amount,
    string? Note,
    long? Count,
    IReadOnlyList<InvoiceLine> Lines,
    UnknownMembers Unknown
)
{
    private static readonly string[] Names = ["id", "amount", "note", "count", "lines"];

    public static InvoiceMembers? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct
    {
        var id = "";
        decimal? amount = null;
        string? note = null;
        long? count = null;
        List<InvoiceLine> lines = [];
        UnknownMembers? unknown = null;
        Span<ulong> seen = stackalloc ulong[1];
        if (!reader.StartObject())
            return null;
        while (reader.NextMember())
        {
            switch (reader.Member(IndexOf(reader.Name), Names, seen))
            {
                case 0:
                    id = reader.Text();
                    reader.Length(id, 1, 20);
                    break;
                case 1:
                    amount = reader.ReadNull(emptyIsNull: true) ? null : reader.DecimalText(coerce: true);
                    break;
                case 2:
                    note = reader.ReadNull(emptyIsNull: false) ? null : reader.Text();
                    break;
                case 3:
                    count = reader.ReadNull(emptyIsNull: true) ? null : reader.Integer(coerce: true);
                    break;
                case 4:
                    if (reader.StartArray())
                    {
                        while (reader.NextItem())
                        {
                            if (InvoiceLine.Read(ref reader) is { } line)
                                lines.Add(line);
                        }
                    }

                    break;
                case -1:
                    reader.Unknown(ref unknown);
                    break;
            }
        }

        return reader.Complete(seen, [0b1], Names) ? new(id, amount, note, count, lines, unknown ?? UnknownMembers.None) : null;
    }

    private static int IndexOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("id"u8) ? 0
        : name.SequenceEqual("amount"u8) ? 1
        : name.SequenceEqual("note"u8) ? 2
        : name.SequenceEqual("count"u8) ? 3
        : name.SequenceEqual("lines"u8) ? 4
        : -1;
}

internal sealed record InvoiceLine(decimal Price, UnknownMembers Unknown)
{
    private static readonly string[] Names = ["price"];

    public static InvoiceLine? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct
    {
        var price = 0m;
        UnknownMembers? unknown = null;
        Span<ulong> seen = stackalloc ulong[1];
        if (!reader.StartObject())
            return null;
        while (reader.NextMember())
        {
            switch (reader.Member(reader.Name.SequenceEqual("price"u8) ? 0 : -1, Names, seen))
            {
                case 0:
                    price = reader.Number(coerce: false);
                    break;
                case -1:
                    reader.Unknown(ref unknown);
                    break;
            }
        }

        return reader.Complete(seen, [0b1], Names) ? new(price, unknown ?? UnknownMembers.None) : null;
    }
}

/// <summary>Signed by the hexadecimal HMAC of the raw body in a header.</summary>
internal sealed record SignedInvoice(InvoiceMembers Members) : IVerifiedPayload<SignedInvoice>
{
    public static VerifiedFeed<SignedInvoice> TypedFeed { get; } = new(Given.Definition());

    public static CallbackFeed<SignedInvoice> Feed => TypedFeed;

    public static SignedInvoice? Verify(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.RawBody)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
            ? verification.ReadPayload<SignedInvoice>()
            : null;

    public static SignedInvoice? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => InvoiceMembers.Read(ref reader) is { } members ? new(members) : null;

    public static string? GetRole(SignedInvoice payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(SignedInvoice payload) => payload.Members.Id;
}

/// <summary>Signed by a checksum over selected members, which does not cover undeclared ones.</summary>
internal sealed record ChecksumInvoice(InvoiceMembers Members) : IVerifiedPayload<ChecksumInvoice>
{
    public static VerifiedFeed<ChecksumInvoice> TypedFeed { get; } = new(Given.Definition(unknownUnsigned: true));

    public static CallbackFeed<ChecksumInvoice> Feed => TypedFeed;

    public static ChecksumInvoice? Verify(CallbackVerification verification) =>
        verification.ReadBody()
        && verification.FindSignatures(verification.Body("/checksum"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.AppendMembers("|"u8, "/amount", "/id", "/note")
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
            ? verification.ReadPayload<ChecksumInvoice>()
            : null;

    public static ChecksumInvoice? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => InvoiceMembers.Read(ref reader) is { } members ? new(members) : null;

    public static string? GetRole(ChecksumInvoice payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(ChecksumInvoice payload) => null;
}

/// <summary>The claims of a token in the body.</summary>
internal sealed record TokenInvoice(InvoiceMembers Members) : IVerifiedPayload<TokenInvoice>
{
    public static VerifiedFeed<TokenInvoice> TypedFeed { get; } = new(Given.Definition());

    public static CallbackFeed<TokenInvoice> Feed => TypedFeed;

    public static TokenInvoice? Verify(CallbackVerification verification) =>
        verification.ReadBody() && verification.VerifyJws(verification.Body("/token"), [JwsAlgorithm.HS256], "hashKey") is { } token
            ? verification.ReadClaims<TokenInvoice>(token)
            : null;

    public static TokenInvoice? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => InvoiceMembers.Read(ref reader) is { } members ? new(members) : null;

    public static string? GetRole(TokenInvoice payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(TokenInvoice payload) => null;
}

/// <summary>A sender that is proven by a token in the body, which covers only the id.</summary>
internal sealed record PostbackInvoice(InvoiceMembers Members) : IAuthenticatedPayload<PostbackInvoice>
{
    public static AuthenticatedFeed<PostbackInvoice> TypedFeed { get; } = new(Given.Definition());

    public static CallbackFeed<PostbackInvoice> Feed => TypedFeed;

    public static PostbackInvoice? Verify(CallbackVerification verification) =>
        verification.ReadBody()
        && verification.VerifyJws(verification.Header("Authorization"), [JwsAlgorithm.HS256], "hashKey", "Bearer ") is { } token
        && token.CheckLifetime("exp", required: true, TimeSpan.FromMinutes(5))
        && token.ClaimEquals("id", TextFilters.StripPrefix(token.Claim("id"), "INV-"), verification.Body("/id"))
            ? verification.ReadPayload<PostbackInvoice>()
            : null;

    public static PostbackInvoice? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => InvoiceMembers.Read(ref reader) is { } members ? new(members) : null;

    public static string? GetRole(PostbackInvoice payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(PostbackInvoice payload) => null;

    public static bool SameSignedMembers(PostbackInvoice left, PostbackInvoice right) => left.Members.Id == right.Members.Id;
}

/// <summary>Any object, kept as data, to test the strictness of the reader alone.</summary>
internal sealed record AnyPayload(JsonElement Value) : IVerifiedPayload<AnyPayload>
{
    public static CallbackFeed<AnyPayload> Feed { get; } = new VerifiedFeed<AnyPayload>(Given.Definition());

    public static AnyPayload? Verify(CallbackVerification verification) => verification.ReadPayload<AnyPayload>();

    public static AnyPayload? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct
    {
        var value = reader.Any();
        return reader.Failed ? null : new(value);
    }

    public static string? GetRole(AnyPayload payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(AnyPayload payload) => null;
}

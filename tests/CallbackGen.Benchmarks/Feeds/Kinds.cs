using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Benchmarks.Feeds;

/// <summary>
/// A record of one of many kinds at one address, distinguished by a member; signed by the HMAC of the raw body in a header.
/// </summary>
/// <typeparam name="TKind">The name of the kind, which makes it a separate type.</typeparam>
internal sealed record Kind<TKind>(UnknownMembers Members) : IVerifiedPayload<Kind<TKind>>
{
    public static VerifiedFeed<Kind<TKind>> TypedFeed { get; } =
        new(
            new()
            {
                Name = $"kinds.{typeof(TKind).Name.ToLowerInvariant()}",
                Provider = "Kinds",
                Feed = typeof(TKind).Name,
                Scheme = "hmac",
                Receive = [new("POST", CallbackContent.Json), new("POST", CallbackContent.Form)],
                Keys = [new CallbackKeyDefinition(Kinds.KeyName, CallbackKeyEncoding.Utf8)],
                HasSelection = true,
                AllowRepeatedFields = true,
                MaxBodyBytes = 1 << 20,
            }
        );

    public static CallbackFeed<Kind<TKind>> Feed => TypedFeed;

    public static bool Selects(CallbackVerification verification) => verification.Is(verification.Body("/kind"), typeof(TKind).Name);

    public static Kind<TKind>? Verify(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header(Kinds.Header), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.RawBody)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, Kinds.KeyName)
            ? verification.ReadPayload<Kind<TKind>>()
            : null;

    public static Kind<TKind>? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct
    {
        UnknownMembers? members = null;
        if (!reader.StartObject())
            return null;
        while (reader.NextMember())
            reader.Unknown(ref members);
        return reader.Failed ? null : new(members ?? UnknownMembers.None);
    }

    public static string? GetRole(Kind<TKind> payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(Kind<TKind> payload) =>
        payload.Members.TryGetValue("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}

/// <summary>The common part of these records.</summary>
internal static class Kinds
{
    public const string Header = "X-Signature";
    public const string KeyName = "key";
    public const string Key = "a-key-of-more-than-thirty-two-bytes!";

    /// <summary>Eight kinds; the last is <see cref="Last"/>.</summary>
    public static IReadOnlyList<CallbackFeed> All { get; } =
    [
        Kind<byte>.TypedFeed,
        Kind<short>.TypedFeed,
        Kind<int>.TypedFeed,
        Kind<long>.TypedFeed,
        Kind<float>.TypedFeed,
        Kind<double>.TypedFeed,
        Kind<decimal>.TypedFeed,
        Last,
    ];

    public static VerifiedFeed<Kind<char>> Last => Kind<char>.TypedFeed;
}

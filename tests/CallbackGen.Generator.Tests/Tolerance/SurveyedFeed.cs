using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>A feed with its schema file and the genuine requests of its tests that have members.</summary>
internal sealed class SurveyedFeed
{
    private static readonly Lazy<IReadOnlyList<SurveyedFeed>> LazyAll = new(() =>
        [.. Signing.Catalogue.Names.Select(name => new SurveyedFeed(Signing.Catalogue.Feed(name), Signing.Catalogue.Schema(name)))]
    );

    public SurveyedFeed(CallbackFeed feed, string schema)
    {
        Feed = feed;
        var file = JsonDocument.Parse(schema).RootElement;
        var payload = new DeclaredSchema(file, file);
        var keys = CallbackTestKeys.Generate(feed);
        Used = new(file, feed.Definition.Proofs);
        Requests =
        [
            .. FeedTest
                .Of(schema)
                .Where(test => test is { IsGenuine: true, IsHandshake: false })
                .Select(test => (Test: test, Document: RequestDocument.Of(feed, test.Request, file)))
                .Where(one => one.Document is not null)
                .Select(one => new SurveyedRequest(this, one.Test, one.Document!, payload, keys)),
        ];
    }

    /// <summary>Gets the feeds of the catalogue.</summary>
    public static IReadOnlyList<SurveyedFeed> Catalogue => LazyAll.Value;

    public CallbackFeed Feed { get; }

    public UsedPointers Used { get; }

    public IReadOnlyList<SurveyedRequest> Requests { get; }
}

/// <summary>A genuine request of a feed's tests, which is changed and signed again with test keys.</summary>
internal sealed class SurveyedRequest
{
    private readonly RequestDocument _document;
    private readonly CallbackTestKeys _keys;
    private readonly TimeProvider _clock;

    public SurveyedRequest(SurveyedFeed owner, FeedTest test, RequestDocument document, DeclaredSchema payload, CallbackTestKeys keys)
    {
        (Owner, Test, _document, _keys) = (owner, test, document, keys);
        // One moment for all variants, because the times of a token are part of what is read.
        _clock = new FakeTimeProvider(test.Clock.GetUtcNow());
        Sites = [.. PayloadSite.Of(document, payload)];
        Genuine = Read([])!;
        Assert.True(Genuine.Payloads is not null, $"{owner.Feed.Name}: \"{test.Name}\", written again: {Genuine.Refusal}");
    }

    public SurveyedFeed Owner { get; }

    public CallbackFeed Feed => Owner.Feed;

    public FeedTest Test { get; }

    public IReadOnlyList<PayloadSite> Sites { get; }

    public bool HasFields => _document.HasFields;

    /// <summary>Gets how the unchanged request is read.</summary>
    public Reading Genuine { get; }

    /// <summary>Changes the request, signs it and reads it; null when a field cannot have such a value.</summary>
    public Reading? Read(IEnumerable<Edit> edits)
    {
        if (_document.With(edits) is not var (request, claims))
            return null;
        try
        {
            var signed = new CallbackSigner(_keys, _clock).Sign(request, claims);
            return Feed.VerifyMessages(signed, _keys.Keys, _clock).TryGetValue(out var messages, out var refused)
                ? Reading.Of(Feed, messages, HasFields)
                : new Reading(null, [], refused.ToString(), HasFields);
        }
        catch (CallbackSigningException exception)
        {
            return new Reading(null, [], exception.Rejection?.ToString() ?? exception.Message, HasFields);
        }
    }
}

/// <summary>The payloads of a request as they are read, or why it is refused.</summary>
/// <param name="Payloads">
/// The payloads as JSON, with the unsigned members of the receipt, and without the proof and its time, which each signing writes anew. A
/// member that is null counts as absent. Null when the request is refused.
/// </param>
/// <param name="Receipts">The receipts of the payloads.</param>
/// <param name="Refusal">Why the request is refused.</param>
/// <param name="HasFields">Whether the request consists of fields, whose empty texts count as absent.</param>
internal sealed record Reading(IReadOnlyList<JsonNode?>? Payloads, IReadOnlyList<CallbackReceipt> Receipts, string? Refusal, bool HasFields)
{
    public static Reading Of(CallbackFeed feed, IReadOnlyList<CallbackMessage> messages, bool hasFields) =>
        new(
            [.. messages.Select(message => PayloadOf(feed, message, hasFields))],
            [.. messages.Select(message => message.Receipt)],
            null,
            hasFields
        );

    /// <summary>Returns a payload without the members that are null.</summary>
    public static JsonNode? Plain(JsonNode? node, bool hasFields)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Plain(item, hasFields);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is null || (hasFields && value is JsonValue text && text.TryGetValue<string>(out var empty) && empty.Length == 0))
                    members.Remove(name);
                else
                    Plain(value, hasFields);
            }
        }

        return node;
    }

    private static JsonNode? PayloadOf(CallbackFeed feed, CallbackMessage message, bool hasFields)
    {
        var payload = JsonNode.Parse(message.ToJson());
        if (payload is JsonObject members)
        {
            foreach (var (name, value) in message.Receipt.UnsignedMembers)
                members[name] = JsonNode.Parse(value.GetRawText());
        }

        foreach (var proof in feed.Definition.Proofs)
        {
            foreach (var source in new[] { proof.From, proof.Time?.From }.OfType<string>())
            {
                if (source.IndexOf(":/", StringComparison.Ordinal) is > 0 and var colon)
                    payload = Edit.Remove(Below(source[(colon + 1)..], feed.Definition.PayloadPointer)).Apply(payload);
            }
        }

        return Plain(payload, hasFields);
    }

    private static string Below(string pointer, string payload) =>
        pointer.StartsWith(payload, StringComparison.Ordinal) ? pointer[payload.Length..] : pointer;
}

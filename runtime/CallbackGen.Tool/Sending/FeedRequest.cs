using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.Testing;
using CallbackGen.Testing.Cases;
using CallbackGen.Testing.Editing;
using CallbackGen.Testing.Signing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Sending;

/// <summary>A request of a feed before it is signed.</summary>
/// <param name="Name">The name of its origin, for people.</param>
/// <param name="Feed">The feed.</param>
/// <param name="Original">The request that it was made from; its header fields keep their order.</param>
/// <param name="Request">The request.</param>
/// <param name="Claims">The payload as JSON, when a token carries it; otherwise null.</param>
internal sealed record FeedRequest(string Name, CallbackFeed Feed, Capture Original, CallbackRequest Request, string? Claims)
{
    /// <summary>The index of the first callback of a request with several; -1 for a feed without items.</summary>
    private int FirstItem => Feed.Definition.HasItems ? 0 : -1;

    /// <summary>The schema's test that it was made from, or null.</summary>
    public FeedTest? Test => Original.Test;

    /// <summary>Creates the request of a test of the schema.</summary>
    /// <param name="host">Provides the files.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="test">
    /// The test's name or number; null for the first test with an accepted callback, or for a made-up payload when there is none.
    /// </param>
    public static FeedRequest OfTest(ToolHost host, CompiledFeed feed, string? test)
    {
        var found = test is not null
            ? CaptureReader
                .Read(
                    host,
                    $"{(Catalogue.PathOf(feed.Feed.Name) == feed.Schema.Path ? feed.Feed.Name : host.Shown(feed.Schema.Path))}#{test}"
                )
                .SingleOrThrow()
            : SigningKeys.Captures(feed).FirstOrDefault(capture => capture.Test is { IsGenuine: true, IsHandshake: false });
        return found is null
            ? OfSample(host, feed)
            : new(
                $"the schema's test {Output.Visible.Quote(found.Name)}",
                feed.Feed,
                found,
                found.Test!.Request,
                ClaimsIn(feed.Feed, found.Test.Request)
            );
    }

    /// <summary>Creates a request with a payload that is made up from the schema.</summary>
    /// <exception cref="ToolException">The payload is inside a value that cannot be written, such as a ciphertext.</exception>
    public static FeedRequest OfSample(ToolHost host, CompiledFeed feed)
    {
        var json = SamplePayload.Of(feed.Schema.Text, host.Clock.GetUtcNow());
        var isClaims = feed.Feed.Definition.Proofs.ElementAtOrDefault(0)?.CarriesPayload == true;
        try
        {
            var request = PayloadWriter.Write(feed.Feed.Definition, json, content: null, isClaims);
            var original = new Capture
            {
                Name = "a sample",
                Method = request.Method,
                Target = "/",
            };
            var sample = new FeedRequest(
                "a payload made up from the schema",
                feed.Feed,
                original,
                request,
                isClaims ? Encoding.UTF8.GetString(json) : null
            );
            return feed.Feed.Definition.EventFrom is { } from && SamplePayload.EventOf(feed.Schema.Text) is { } name
                ? sample.With($"{from}={name}")
                : sample;
        }
        catch (CallbackSigningException unwritten)
        {
            throw new ToolException(
                ExitCode.Usage,
                $"No request can be made up for {feed.Feed.Name}: {unwritten.Message} Start from a request of its schema's "
                    + "tests, by --test.",
                unwritten
            );
        }
    }

    /// <summary>Returns the request at the address that it is sent to.</summary>
    /// <param name="to">The address.</param>
    /// <param name="publicUrl">The public URL of the application's configuration; null for the address's origin.</param>
    public FeedRequest At(TargetUrl to, string? publicUrl)
    {
        var hasPayload = RequestDraft.ContentOf(Feed.Definition, Request) == CallbackContent.Query;
        // The payload's query is appended to the query of the address, as providers do.
        var query =
            to.Query.Length == 0 ? Request.Query
            : hasPayload ? $"{to.Query}&{Request.Query}".TrimEnd('&')
            : to.Query;
        var target = query.Length > 0 ? $"{to.Path}?{query}" : to.Path;
        return this with
        {
            Request = new()
            {
                Method = Request.Method,
                Path = to.Path,
                Query = query,
                Url = PublicUrl.Join(publicUrl ?? to.Origin, target),
                ContentType = Request.ContentType,
                Headers = Request.Headers,
                Body = Request.Body,
            },
        };
    }

    /// <summary>Returns the request with one value replaced.</summary>
    /// <param name="assignment">
    /// <c>/pointer=value</c>, a JSON pointer (RFC 6901) into the payload; or a source as schemas write it, such as
    /// <c>header:X-Event=paid</c>. A number stays a number if the new text is one; any other value that is not a string becomes
    /// true, false or null if the text is that word.
    /// </param>
    /// <exception cref="ToolException">There is no such member or source.</exception>
    public FeedRequest With(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var place = equals < 0 ? "" : assignment[..equals];
        var text = assignment[(equals + 1)..];
        var isPointer = place.StartsWith('/');
        if (!isPointer && !place.StartsWith("header:", StringComparison.Ordinal) && !place.StartsWith("query:", StringComparison.Ordinal))
            throw new ToolException(
                ExitCode.Usage,
                $"--set {Output.Visible.Quote(assignment)}: a pointer into the payload and a value are needed, such as "
                    + "/amount=1.00; or header:NAME=value, query:NAME=value."
            );
        try
        {
            if (isPointer && Claims is not null)
                return this with { Claims = Encoding.UTF8.GetString(SetJson(Encoding.UTF8.GetBytes(Claims), place, text)) };
            if (isPointer && RequestDraft.ContentOf(Feed.Definition, Request) == CallbackContent.Json)
                return this with
                {
                    Request = Request.With(
                        body: SetJson(Request.Body.Span, RequestDraft.PointerOf(Feed.Definition, $"payload:{place}", FirstItem)!, text)
                    ),
                };
            var draft = new RequestDraft(Feed.Definition, Request);
            draft.Write(isPointer ? $"payload:{place}" : place, FirstItem, text);
            return this with { Request = draft.ToRequest() };
        }
        catch (CallbackSigningException nowhere)
        {
            throw new ToolException(ExitCode.Usage, $"--set {Output.Visible.Quote(place)}: {nowhere.Message}", nowhere);
        }
    }

    private static byte[] SetJson(ReadOnlySpan<byte> json, string pointer, string text)
    {
        if (text is "true" or "false" or "null" && LeafAt(json, pointer) is { Type: not JsonTokenType.String } leaf)
            return leaf.Replace(json, text);
        // A new member is a number if the text is one.
        return JsonEditor.Set(json, pointer, text, isNumber: true);
    }

    private static Leaf? LeafAt(ReadOnlySpan<byte> json, string pointer)
    {
        try
        {
            return Leaf.OfJson(json).FirstOrDefault(leaf => leaf.Pointer == pointer);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the claims of the token that carries a request's payload.</summary>
    private static string? ClaimsIn(CallbackFeed feed, CallbackRequest request)
    {
        if (
            feed.Definition.Proofs.ElementAtOrDefault(0) is not { CarriesPayload: true } proof
            || new RequestDraft(feed.Definition, request).Read(proof.From, item: -1) is not { } token
            || !token.StartsWith(proof.Prefix, StringComparison.Ordinal)
            || token[proof.Prefix.Length..].Split('.') is not [_, var claims, _]
        )
            return null;
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(claims));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

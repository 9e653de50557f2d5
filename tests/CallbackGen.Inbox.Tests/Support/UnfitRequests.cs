using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallbackGen.Testing;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// Requests of a provider that has changed its format: one value of a genuine request is changed at a time, and the request is signed with
/// the provider's key.
/// </summary>
internal static partial class UnfitRequests
{
    /// <summary>Returns a genuine request that the schema does not accept, with a forged copy; null if there is none.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">A genuine request of it.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="changes">The kind of change; any when null.</param>
    /// <param name="isWanted">A filter of the changed requests; none when null.</param>
    public static (CallbackRequest Genuine, CallbackRequest Forged)? Of(
        CallbackFeed feed,
        CallbackRequest request,
        TimeProvider clock,
        FormatChange? changes = null,
        Func<CallbackRequest, bool>? isWanted = null
    )
    {
        var keys = InboxApp.Keys.Of(feed);
        foreach (var (changed, claims) in Changed(request, feed.Definition.Scheme == "jwt", changes))
        {
            CallbackRequest signed;
            try
            {
                signed = new CallbackSigner(keys, clock).SignUnfit(changed, claims);
            }
            catch (CallbackSigningException)
            {
                // The changed request is accepted, or cannot be signed.
                continue;
            }

            if (
                feed.VerifyMessages(signed, keys.Keys, clock).Rejection is { IsProven: true }
                && isWanted?.Invoke(signed) != false
                && new CallbackSigner(CallbackTestKeys.Generate(feed), clock).SignUnfit(changed, claims) is var forged
                && feed.VerifyMessages(forged, keys.Keys, clock).Rejection is { IsProven: false }
            )
            {
                return (signed, forged);
            }
        }

        return null;
    }

    private static IEnumerable<(CallbackRequest Request, string? Claims)> Changed(
        CallbackRequest request,
        bool isToken,
        FormatChange? changes
    )
    {
        var body = Encoding.UTF8.GetString(request.Body.Span);
        if (isToken && TokenOf(request, body) is { } claims)
        {
            foreach (var other in Json(claims, changes))
                yield return (request, other);
        }

        foreach (var other in body.TrimStart() is ['{' or '[', ..] ? Json(body, changes) : Fields(body, changes))
            yield return (With(request, other, request.Query), null);
        foreach (var other in Fields(request.Query, changes))
            yield return (With(request, body, other), null);
    }

    private static string? TokenOf(CallbackRequest request, string body) =>
        request
            .Headers.Names.SelectMany(name => request.Headers.GetValues(name))
            .Append(body)
            .Append(request.Query)
            .Select(text => Token().Match(text ?? ""))
            .FirstOrDefault(match => match.Success)
            is { } token
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Groups[1].ValueSpan))
            : null;

    /// <summary>The text with each scalar replaced by an object, and then by an amount with a thousands separator.</summary>
    private static IEnumerable<string> Json(string text, FormatChange? changes)
    {
        var count = Leaves(JsonNode.Parse(text)!).Count();
        foreach (
            var (change, value) in ((FormatChange, string)[])
                [(FormatChange.Type, "{\"value\":1}"), (FormatChange.Separator, "\"1,000.00\"")]
        )
        {
            if (changes is { } only && only != change)
                continue;
            for (var index = 0; index < count; index++)
            {
                var root = JsonNode.Parse(text)!;
                Leaves(root).ElementAt(index).ReplaceWith(JsonNode.Parse(value));
                yield return root.ToJsonString();
            }
        }
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode node) =>
        node switch
        {
            JsonObject all => all.Select(member => member.Value).OfType<JsonNode>().SelectMany(Leaves).ToList(),
            JsonArray all => all.OfType<JsonNode>().SelectMany(Leaves).ToList(),
            _ => node.Parent is null ? [] : [node],
        };

    /// <summary>The form with each field's value replaced by an amount with a thousands separator, and without each field.</summary>
    private static IEnumerable<string> Fields(string text, FormatChange? changes)
    {
        // All form fields are texts.
        if (changes == FormatChange.Type)
            yield break;
        var fields = text.Split('&', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < fields.Length; index++)
        {
            yield return string.Join('&', fields.Select((field, at) => at == index ? $"{field.Split('=')[0]}=1%2C000.00" : field));
            if (changes is null)
                yield return string.Join('&', fields.Where((_, at) => at != index));
        }
    }

    private static CallbackRequest With(CallbackRequest request, string body, string query) =>
        new()
        {
            Method = request.Method,
            Path = request.Path,
            Query = query,
            Url = request.Url is { } url && query != request.Query ? $"{url.Split('?')[0]}?{query}" : request.Url,
            Headers = request.Headers,
            ContentType = request.ContentType,
            Body = Encoding.UTF8.GetBytes(body),
        };

    [GeneratedRegex(@"[\w-]{8,}\.([\w-]{8,})\.[\w-]{8,}")]
    private static partial Regex Token();
}

/// <summary>The kind of a change to a value.</summary>
public enum FormatChange
{
    /// <summary>The value becomes an amount with a thousands separator.</summary>
    Separator,

    /// <summary>The value gets another type.</summary>
    Type,
}

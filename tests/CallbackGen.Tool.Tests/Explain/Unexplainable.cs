using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// Faults that cannot be explained from the request and the keys: other content is signed, or the signed content is lost.
/// </summary>
internal static class Unexplainable
{
    /// <summary>All faults; kind and part are not used here.</summary>
    public static IReadOnlyList<Breakage> All { get; } = [.. Contents(), .. Keys()];

    private static IEnumerable<Breakage> Contents()
    {
        // Billplz/Billplz-for-WooCommerce#13: a plugin changes the amount.
        yield return Breakage.Body(
            "another amount",
            body =>
                Regex.Match(body, "(?<=(?i:amount|price|quantity)[^&,}]{0,40}[:=]\"?)[0-9]+") is { Success: true } amount
                    ? $"{body[..amount.Index]}{amount.Value}7{body[(amount.Index + amount.Length)..]}"
                    : null
        );
        // appwrite, and any forgery: a digit of the signed content is changed.
        yield return Breakage.Body(
            "another digit",
            body =>
                body.AsSpan().IndexOfAnyInRange('0', '9') is >= 0 and var at
                    ? $"{body[..at]}{(char)('0' + ((body[at] - '0' + 1) % 10))}{body[(at + 1)..]}"
                    : null
        );
        // louislewis2/payfast#3: an additional member.
        yield return Raw("a member added", body => body.EndsWith('}') && body.Length > 2 ? body[..^1] + ",\"x_added\":\"5f3a\"}" : null);
        yield return Raw(
            "a member removed",
            body =>
                Regex.Match(body, "\"[^\"\\\\]+\":\"[^\"\\\\]+\",") is { Success: true } member
                    ? body.Remove(member.Index, member.Length)
                    : null
        );
        // stripe/stripe-php#884: another event was stored.
        yield return Raw(
            "another request's body",
            body => body.StartsWith('{') ? "{\"id\":\"evt_other\",\"type\":\"order.refunded\",\"data\":{\"number\":77}}" : null
        );
        // slackapi/java-slack-sdk#254: only a part of the body was stored.
        yield return Raw("the body cut", body => body.Length > 16 ? body[..(body.Length / 2)] : null);
        // razorpay/razorpay-dot-net#156, github/docs#3567: Encoding.ASCII writes ? for all other characters.
        yield return Raw("question marks for what is not ASCII", body => string.Concat(body.Select(one => one > '~' ? '?' : one)));
        // webhooksite/webhook.site#76: digits beyond those of a double become zeros.
        yield return Raw(
            "an integer rounded",
            body => Regex.Replace(body, "(?<=:)([0-9]{15})[0-9]{2,}", match => match.Groups[1].Value + new string('0', match.Length - 15))
        );
        // BasedHardware/omi#5541: the URL is composed without its query.
        yield return Breakage.Url("without the query", "", (url, target) => target.Split('?') is [var path, _] ? (url, path) : null);
    }

    private static IEnumerable<Breakage> Keys()
    {
        // An unrelated secret.
        yield return Breakage.Key(
            "a random key",
            text => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"random {text}")))
        );
        // getindiekit/indiekit#942: text after a $ is treated as a variable.
        yield return Breakage.Key("the end of the key lost", text => text.Length > 12 ? text[..^5] : null);
        // auth0/node-jsonwebtoken#712: a hash instead of the key.
        yield return Breakage.Key(
            "a hash of the key",
            text => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))
        );
    }

    /// <summary>A fault of bodies that are signed as received.</summary>
    private static Breakage Raw(string name, Func<string, string?> change) =>
        Breakage.Body(name, change) is var any
            ? any with
            {
                Apply = subject => subject.Schema.Text.Contains("{rawBody}", StringComparison.Ordinal) ? any.Apply(subject) : null,
            }
            : any;
}

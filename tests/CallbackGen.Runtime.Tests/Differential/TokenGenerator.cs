using FsCheck;
using FsCheck.Fluent;

namespace CallbackGen.Runtime.Tests.Differential;

/// <summary>
/// Tokens as providers and attackers write them: a header and a payload composed of valid and unusual parts, signed, and then usually
/// modified.
/// </summary>
internal static class TokenGenerator
{
    private static readonly string[] HeaderMembers =
    [
        "\"typ\":\"JWT\"",
        "\"typ\":\"jwt\"",
        "\"kid\":\"one\"",
        "\"kid\":1",
        "\"cty\":\"JWT\"",
        "\"x\":{\"a\":1}",
        "\"x\":[1,2]",
        "\"jku\":\"https://attacker.example\"",
        "\"crit\":[\"exp\"]",
        "\"crit\":[]",
        "\"b64\":false",
        "\"b64\":true",
        "\"alg\":\"none\"",
        "\"x\":null",
        "\"zip\":\"DEF\"",
    ];

    private static readonly string[] Claims =
    [
        "\"id\":\"7\"",
        "\"id\":\"8\"",
        "\"amount\":1.00",
        "\"amount\":1e2",
        "\"name\":\"\u00e9\u4e2d\"",
        "\"name\":\"\\ud800\"",
        "\"n\":{\"a\":[1,{\"b\":null}]}",
        "\"exp\":1709294400",
        "\"exp\":1609294400",
        "\"exp\":1709294400.5",
        "\"exp\":\"1709294400\"",
        "\"exp\":null",
        "\"exp\":-1",
        "\"exp\":1e400",
        "\"exp\":[]",
        "\"nbf\":1609208000",
        "\"nbf\":1809208000",
        "\"nbf\":\"x\"",
        "\"iat\":1609208000",
        "\"iat\":true",
        "\"aud\":[\"a\",\"b\"]",
        "\"iss\":\"acme\"",
        "\"sub\":1",
    ];

    /// <summary>Values of <c>aud</c>; most of them do not name the shop.</summary>
    private static readonly string[] Audiences =
    [
        "\"shop\"",
        "[\"shop\"]",
        "[\"bank\",\"shop\"]",
        "[\"shop\",\"shop\"]",
        "\"\\u0073hop\"",
        "\"Shop\"",
        "\"shop \"",
        "\"shop/\"",
        "\"sho\"",
        "\"shop,bank\"",
        "\"bank\"",
        "\"\"",
        "[]",
        "[\"bank\"]",
        "[\"\"]",
        "[[\"shop\"]]",
        "[\"shop\",7]",
        "[7,\"shop\"]",
        "[\"shop\",null]",
        "{\"shop\":\"shop\"}",
        "7",
        "true",
        "null",
    ];

    private static readonly string[] Algorithms = ["HS384", "hs256", "none", "RS256"];

    private static readonly string[] Insertions = ["=", " ", "\n", ".", "%3D", "+", "/", "A", "-", "_", "\u00e9", "==", "\t"];

    /// <summary>A signed token, sometimes modified.</summary>
    /// <param name="sign">Creates a token from a header and a payload.</param>
    /// <param name="hasAudience">Whether most tokens have an audience.</param>
    public static Gen<string> Token(Func<string, string, string> sign, bool hasAudience = false) =>
        from header in Header()
        from payload in Payload(hasAudience)
        from changes in Gen.Frequency((5, Gen.Constant(0)), (3, Gen.Constant(1)), (1, Gen.Constant(2)))
        from token in Changed(sign(header, payload), changes)
        select token;

    private static Gen<string> Header() =>
        from algorithm in Gen.Frequency((12, Gen.Constant("HS256")), (1, Gen.Elements(Algorithms)))
        from count in Gen.Frequency((5, Gen.Constant(0)), (4, Gen.Constant(1)), (1, Gen.Constant(3)))
        from more in Gen.ListOf(Gen.Elements(HeaderMembers), count)
        from text in Spelled($"\"alg\":\"{algorithm}\"", more)
        select text;

    private static Gen<string> Payload(bool hasAudience) =>
        from count in Gen.Choose(0, 3)
        from claims in Gen.ListOf(Gen.Elements(Claims), count)
        from first in hasAudience ? Audience() : Gen.Constant("\"ref\":\"x\"")
        from text in Gen.Frequency((20, Spelled(first, claims)), (1, Gen.Elements("[]", "7", "\"text\"", "null", "", "{", "{} {}")))
        select text;

    private static Gen<string> Audience() =>
        Gen.Frequency(
            (9, Gen.Elements(Audiences).Select(audience => "\"aud\":" + audience)),
            (9, Gen.Elements("\"aud\":\"shop\"", "\"aud\":[\"bank\",\"shop\"]")),
            (1, Gen.Constant("\"ref\":\"x\""))
        );

    /// <summary>A spelling of an object: with white space, a comment, a trailing comma, a byte-order mark or text after it.</summary>
    private static Gen<string> Spelled(string first, IEnumerable<string> more)
    {
        var members = string.Join(',', more.Prepend(first));
        return Gen.Frequency(
            (30, Gen.Constant($"{{{members}}}")),
            (3, Gen.Constant($" {{ {members} }}\n")),
            (1, Gen.Constant($"{{{members},}}")),
            (1, Gen.Constant($"{{/* a comment */{members}}}")),
            (1, Gen.Constant($"\uFEFF{{{members}}}")),
            (1, Gen.Constant($"{{{members}}}{{}}")),
            (1, Gen.Constant($"{{{members},\"\\u0061lg\":\"HS256\"}}"))
        );
    }

    private static Gen<string> Changed(string token, int changes) =>
        changes == 0 ? Gen.Constant(token) : from changed in Change(token) from rest in Changed(changed, changes - 1) select rest;

    private static Gen<string> Change(string token) =>
        from place in Gen.Choose(0, token.Length)
        from text in Gen.Elements(Insertions)
        from kind in Gen.Choose(0, 7)
        select kind switch
        {
            0 => token.Insert(place, text),
            1 when place < token.Length => token.Remove(place, 1),
            2 when place < token.Length => token[..place] + text + token[(place + 1)..],
            3 => token + text,
            4 => WithSpareBits(token),
            5 when token.Contains('.', StringComparison.Ordinal) => token[..(token.LastIndexOf('.') + 1)],
            _ => token,
        };

    /// <summary>Another spelling of the same bytes: the last digit of a signature contains bits that decoders ignore.</summary>
    private static string WithSpareBits(string token)
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = token.Length == 0 ? -1 : Digits.IndexOf(token[^1], StringComparison.Ordinal);
        return last < 0 ? token : token[..^1] + Digits[last ^ 1];
    }
}

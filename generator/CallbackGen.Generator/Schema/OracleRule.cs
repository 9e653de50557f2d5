using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// Whether an answer's code could serve as the signature of a callback: whoever may choose what is in the one would sign
/// the other. Values in a code's message are tokens at run time (token68 of RFC 9110, section 11.2), so that a character
/// which no token has, and which stands in every message of the scheme more often than among the code's constants, keeps
/// the two apart.
/// </summary>
internal static class OracleRule
{
    private const string TokenPunctuation = "-._~+/=";

    public static bool MaySign(MacModel mac, VerifyModel? verify, bool bodyIsJsonObject) => verify switch
    {
        AnyOfVerify several => several.Alternatives.Any(alternative => MaySign(mac, alternative, bodyIsJsonObject)),
        MessageVerify { Scheme: "hmac", Key: { } key } message =>
            message.Algorithm == mac.Algorithm && key.Names.Contains(mac.Key) && !AreKeptApart(mac, message, bodyIsJsonObject),
        // What a token signs is base64url with a dot between, which is a token too.
        JwtVerify { Key: { } key } jwt =>
            key.Names.Contains(mac.Key) && jwt.Algorithms.Any(algorithm => "sha" + algorithm.Substring(2) == mac.Algorithm)
            && !Constants(mac).Any(character => !IsOfToken(character)),
        _ => false,
    };

    private static bool AreKeptApart(MacModel mac, MessageVerify message, bool bodyIsJsonObject)
    {
        var needed = Needed(message, bodyIsJsonObject);
        var constants = Constants(mac);
        return needed.Where(character => !IsOfToken(character)).GroupBy(character => character)
            .Any(group => group.Count() > constants.Count(character => character == group.Key));
    }

    /// <summary>Characters that stand in every message of a scheme, as often as they do.</summary>
    private static string Needed(MessageVerify message, bool bodyIsJsonObject)
    {
        var needed = new System.Text.StringBuilder();
        foreach (var part in message.Message.Where(part => part.Filters.Count == 0))
        {
            switch (part)
            {
                case TemplatePart template:
                    foreach (var term in template.Terms.Where(term => term.Filters.Count == 0))
                    {
                        needed.Append(term.Source.Kind switch
                        {
                            SourceKind.Const => term.Source.Name,
                            SourceKind.Url => "://",
                            SourceKind.RawBody when bodyIsJsonObject => "{}",
                            _ => "",
                        });
                    }

                    break;
                case MembersPart { Render: { OmitNull: false, OmitEmpty: false } render } members:
                    foreach (var member in members.Members)
                        needed.Append(render.Before).Append(render.WithNames ? member.Name + render.Separator : "").Append(render.After);
                    foreach (var _ in members.Members.Skip(1))
                        needed.Append(render.Join);
                    break;
                case JsonPart:
                    needed.Append("{}");
                    break;
            }
        }

        return needed.ToString();
    }

    private static string Constants(MacModel mac) =>
        string.Concat(mac.Message.Where(term => term.Source.Kind == SourceKind.Const).Select(term => term.Source.Name));

    private static bool IsOfToken(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenPunctuation.IndexOf(character) >= 0;
}

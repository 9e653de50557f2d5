using System.Globalization;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Compares the alternatives of <c>anyOf</c>: where two of them sign with the same key and algorithm, a text that was signed for one
/// must not be a message of the other too, or it would prove two payloads.
/// </summary>
internal sealed class AlternativeMessages(VerifyContext context, IReadOnlyList<VerifyModel> alternatives)
{
    private static readonly char[] JsonSpace = [' ', '\t', '\r', '\n'];

    /// <summary>
    /// Reports each ambiguous pair at the second alternative, unless one of the two states a reason under <c>undelimited</c>.
    /// </summary>
    public void Report(IReadOnlyList<JsonNode> places)
    {
        for (var second = 1; second < alternatives.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var isExcused = places[first].Find("undelimited") is not null || places[second].Find("undelimited") is not null;
                if (
                    !isExcused
                    && ShareKey(alternatives[first], alternatives[second])
                    && MayBeConfused(alternatives[first], alternatives[second])
                )
                    context.Problems.Add(SchemaRules.AmbiguousAlternatives, Places.Head(places[second]), Number(first), Number(second));
            }
        }
    }

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns whether both could accept the same signature if their messages were equal.</summary>
    private static bool ShareKey(VerifyModel first, VerifyModel second) =>
        SignedText.Algorithms(first).Intersect(SignedText.Algorithms(second)).Any()
        && SignedText.KeysOf(first).Intersect(SignedText.KeysOf(second)).Any();

    private bool MayBeConfused(VerifyModel first, VerifyModel second) =>
        (first, second) switch
        {
            (JwtVerify left, JwtVerify right) => !SamePlace(first, second)
                || !left.Message.Equals(right.Message)
                || BindOtherwise(first, second),
            (MessageVerify message, JwtVerify token) => token.Unencoded || !HoldsObject(message),
            (JwtVerify token, MessageVerify message) => token.Unencoded || !HoldsObject(message),
            (MessageVerify left, MessageVerify right) => MayBeConfused(left, right),
            _ => false,
        };

    private bool MayBeConfused(MessageVerify first, MessageVerify second)
    {
        var (left, right) = (Row(first), Row(second));
        var isSameText = left is not null && right is not null && SameText(left, right);
        if (SamePlace(first, second) && (isSameText || first.Message.Equals(second.Message)))
            return BindOtherwise(first, second);
        return !Differ(Start(first), Start(second), fromEnd: false) && !Differ(End(left), End(right), fromEnd: true);
    }

    /// <summary>
    /// Returns whether the same signed text binds the request to different values under the two schemes. It does not where the bindings
    /// of one are a subset of the other's: the common ones are equal.
    /// </summary>
    private bool BindOtherwise(VerifyModel first, VerifyModel second)
    {
        if ((first.Payload ?? context.Payload).IsToken)
            return false;
        var (left, right) = (new HashSet<object>(Bindings(first)), new HashSet<object>(Bindings(second)));
        return !left.IsSubsetOf(right) && !right.IsSubsetOf(left);
    }

    private static IEnumerable<object> Bindings(VerifyModel model) =>
        model switch
        {
            MessageVerify message => message.Also,
            JwtVerify jwt => jwt
                .Claims.Select(claim => (Place: "claim", Claim: claim))
                .Concat(jwt.Header.Select(member => (Place: "header", Claim: member)))
                .Where(bound => bound.Claim.EqualTo is { Source.Kind: not SourceKind.Const })
                .Select(bound => (object)(bound.Place, bound.Claim)),
            _ => [],
        };

    private bool SamePlace(VerifyModel first, VerifyModel second) =>
        (first.Payload ?? context.Payload) == (second.Payload ?? context.Payload);

    /// <summary>
    /// Returns whether a JSON body, which begins with a brace, is part of the message: no token contains a brace
    /// (RFC 7515, section 3.1).
    /// </summary>
    private bool HoldsObject(MessageVerify message) =>
        context.Form.JsonOnly
        && !context.Map.Roots.Any(root => root.IsValue)
        && Row(message) is { } row
        && row.Any(term => term.Source.Kind == SourceKind.RawBody && term.Filters.Count == 0);

    /// <summary>Returns whether two messages are equal, except for white space after a JSON body, where it has no meaning.</summary>
    private bool SameText(List<TermModel> left, List<TermModel> right)
    {
        var endsWithBody =
            context.Form.JsonOnly && left.Concat(right).All(term => term.Source.Kind != SourceKind.RawBody || term.Filters.Count == 0);
        return Trimmed(left, endsWithBody).SequenceEqual(Trimmed(right, endsWithBody));
    }

    private static IEnumerable<TermModel> Trimmed(List<TermModel> row, bool endsWithBody)
    {
        var hasSpace =
            endsWithBody
            && row.Count > 1
            && row[row.Count - 2].Source.Kind == SourceKind.RawBody
            && row[row.Count - 1] is { Source: { Kind: SourceKind.Const } space }
            && space.Name.Trim(JsonSpace).Length == 0;
        return hasSpace ? row.Take(row.Count - 1) : row;
    }

    /// <summary>Returns the message as one row of terms; null when some of its parts are not plain templates.</summary>
    private static List<TermModel>? Row(MessageVerify message) =>
        message.Message.All(part => part is TemplatePart { Filters.Count: 0 })
            ? [.. message.Message.SelectMany(part => part.Terms).Select(term => term.Alone)]
            : null;

    /// <summary>Returns the constant text that a message begins with; empty where none is known.</summary>
    private string Start(MessageVerify message) =>
        message.Message[0].Filters.Count > 0
            ? ""
            : message
                .Message[0]
                .Match(
                    template => template.Items.Count > 0 ? ConstantOf(template.Items[0]) : "",
                    members =>
                        members.Render is { WithNames: true, OmitNull: false, OmitEmpty: false } render
                            ? render.Before + members.Members[0].Name + render.Separator
                            : "",
                    all => all.Format == MemberFormat.PhpSerialize ? "a:" : "",
                    json => IsObject(json) ? "{" : "",
                    group => ""
                );

    /// <summary>Returns whether a part is always written as an object. A part that is the whole body may be any value.</summary>
    private bool IsObject(JsonPart json) =>
        json.Members is not null
        || json.Except.Count > 0
        || json.Added.Count > 0
        || (json.Root == context.Payload.Pointer && !context.Map.Roots.Any(root => root.IsValue));

    private static string End(List<TermModel>? row) => row is { Count: > 0 } ? ConstantOf(row[row.Count - 1]) : "";

    private static string ConstantOf(TermModel term) => term is { Source.Kind: SourceKind.Const, Filters.Count: 0 } ? term.Source.Name : "";

    /// <summary>Returns whether two constants that begin, or end, their messages cannot occur in the same text.</summary>
    private static bool Differ(string left, string right, bool fromEnd)
    {
        var length = Math.Min(left.Length, right.Length);
        return fromEnd
            ? !string.Equals(left.Substring(left.Length - length), right.Substring(right.Length - length), StringComparison.Ordinal)
            : !string.Equals(left.Substring(0, length), right.Substring(0, length), StringComparison.Ordinal);
    }
}

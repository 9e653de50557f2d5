using System.Globalization;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Inbox;

/// <summary>
/// Writes the content of a payload as text, without its signature or token, because a provider may sign a redelivery anew. Members
/// are sorted by name.
/// </summary>
/// <param name="definition">The feed.</param>
/// <param name="message">The callback that contains the payload.</param>
internal sealed class PayloadContent(CallbackFeedDefinition definition, CallbackMessage message) : IDisposable
{
    /// <summary>
    /// The number of digits that a decimal holds exactly; a longer number would be rounded, and two numbers would become equal.
    /// </summary>
    private const int ExactLength = 28;

    private readonly JsonDocument _payload = JsonDocument.Parse(message.ToJson());

    /// <summary>Returns the whole payload.</summary>
    public string All() => Write([.. Signatures()], areValues: false);

    /// <summary>
    /// Returns the members that the signature covers, compared as values: 10.0 equals 10, and an empty member equals an absent one,
    /// so that the holder of one signature cannot vary the text by spelling. Empty when no member is signed.
    /// </summary>
    public string Signed() => Write([.. Signatures(), .. definition.UnsignedMembers], areValues: true);

    /// <inheritdoc />
    public void Dispose() => _payload.Dispose();

    /// <summary>Returns the members that contain a signature or a token, as JSON pointers into the payload.</summary>
    private IEnumerable<string> Signatures()
    {
        foreach (var proof in definition.Proofs)
        {
            if (proof.CarriesPayload)
                continue;
            if (proof.From.StartsWith("payload:/", StringComparison.Ordinal))
                yield return proof.From["payload:".Length..];
            else if (proof.From.StartsWith($"body:{definition.PayloadPointer}/", StringComparison.Ordinal))
                yield return proof.From[("body:".Length + definition.PayloadPointer.Length)..];
        }
    }

    private string Write(HashSet<string> without, bool areValues)
    {
        var text = new StringBuilder();
        Write(text, _payload.RootElement, "", without, areValues);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement element, string pointer, HashSet<string> without, bool areValues)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                    WriteMember(text, member, pointer + JsonPointer.Of(member.Name), without, areValues);
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Write(text, item, $"{pointer}/*", without, areValues);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.Number when areValues:
                text.Append(NumberOf(element.GetRawText()));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteMember(StringBuilder text, JsonProperty member, string pointer, HashSet<string> without, bool areValues)
    {
        if (without.Contains(pointer))
            return;
        var begin = text.Length;
        text.Append(JsonEncodedText.Encode(member.Name)).Append(':');
        var value = text.Length;
        Write(text, member.Value, pointer, without, areValues);
        // A canonical message of signed members may encode absent, null and empty values alike.
        if (areValues && text.ToString(value, text.Length - value) is "null" or "\"\"" or "{}")
            text.Length = begin;
        else
            text.Append(',');
    }

    /// <summary>
    /// Returns a number in canonical form: 10 and 10.00 are equal. A number too long for a decimal stays unchanged.
    /// </summary>
    public static string NumberOf(string text) =>
        text.Length <= ExactLength
        && decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? CanonicalText.Of(number)!
            : text;
}

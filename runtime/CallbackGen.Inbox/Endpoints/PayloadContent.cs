using System.Globalization;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Inbox;

/// <summary>
/// What a payload says, as a text: without its signature or token, as a provider that repeats a callback may sign it anew. Members stand in
/// the order of their names.
/// </summary>
/// <param name="definition">The feed.</param>
/// <param name="message">The callback whose payload it is.</param>
internal sealed class PayloadContent(CallbackFeedDefinition definition, CallbackMessage message) : IDisposable
{
    /// <summary>So many digits a decimal holds, wherever the point stands: of more it forgets the last, and two numbers would be one.</summary>
    private const int ExactLength = 28;

    private readonly JsonDocument _payload = JsonDocument.Parse(message.ToJson());

    /// <summary>All of the payload.</summary>
    public string All() => Write([.. Signatures()], areValues: false);

    /// <summary>
    /// The members that the signature covers, compared as values: a holder of one signature who writes 10.0 for 10, or leaves out what was
    /// empty, has the same text. Empty where nothing is signed.
    /// </summary>
    public string Signed() => Write([.. Signatures(), .. definition.UnsignedMembers], areValues: true);

    /// <inheritdoc />
    public void Dispose() => _payload.Dispose();

    /// <summary>The members that hold a signature or a token, as JSON pointers into the payload.</summary>
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
        // A list of members that are signed writes absent ones, null and empty text alike.
        if (areValues && text.ToString(value, text.Length - value) is "null" or "\"\"" or "{}")
            text.Length = begin;
        else
            text.Append(',');
    }

    /// <summary>A number by its value: 10 and 10.00 are one. One that is too long for a decimal stays as it was written.</summary>
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

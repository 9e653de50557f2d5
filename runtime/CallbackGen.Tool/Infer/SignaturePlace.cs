using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>A source of a captured request that may contain a signature, decoded in one way.</summary>
/// <param name="From">The source, in the form of <c>from</c>.</param>
/// <param name="Text">The text of the source.</param>
/// <param name="Bytes">The decoded signature.</param>
/// <param name="Encoding">The encoding.</param>
internal sealed record SignaturePlace(string From, string Text, byte[] Bytes, string Encoding)
{
    /// <summary>A prefix of the signature, or null.</summary>
    public string? Prefix { get; init; }

    /// <summary>The format of a source with several values: <c>list</c> or <c>pairs</c>; otherwise null.</summary>
    public string? Format { get; init; }

    /// <summary>The text between two values.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>For pairs, the name of the pair that is the signature.</summary>
    public string? Pick { get; init; }

    /// <summary>For pairs, the other pairs, which messages may refer to.</summary>
    public IReadOnlyList<(string Name, string Value)> Others { get; init; } = [];

    /// <summary>A word before the signature that some providers sign too, for example <c>v1</c>.</summary>
    public string? Version => (Pick ?? Prefix?.TrimEnd('=', ',', ':', ' ')) is { Length: > 0 and <= 8 } word ? word : null;

    /// <summary>Returns the schema's declaration of the source.</summary>
    public JsonObject Declare()
    {
        var declared = new JsonObject { ["from"] = From, ["encoding"] = Encoding };
        if (Format is not null)
            declared["format"] = Format;
        if (Format is not null && Separator != ",")
            declared["separator"] = Separator;
        if (Pick is not null)
            declared["pick"] = Pick;
        if (Prefix is not null)
            declared["prefix"] = Prefix;
        return declared;
    }
}

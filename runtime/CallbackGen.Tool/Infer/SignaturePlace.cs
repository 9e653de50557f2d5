using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>A place of a captured request that may hold a signature, read in one way.</summary>
/// <param name="From">The place, as <c>from</c> takes it.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Bytes">The signature, decoded.</param>
/// <param name="Encoding">The notation that it was decoded from.</param>
internal sealed record SignaturePlace(string From, string Text, byte[] Bytes, string Encoding)
{
    /// <summary>A text before the signature, or null.</summary>
    public string? Prefix { get; init; }

    /// <summary>Where several stand side by side: <c>list</c> or <c>pairs</c>; otherwise null.</summary>
    public string? Format { get; init; }

    /// <summary>What stands between two of them.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>Of pairs, the name of the one that is the signature.</summary>
    public string? Pick { get; init; }

    /// <summary>Of pairs, the others: names that messages may take.</summary>
    public IReadOnlyList<(string Name, string Value)> Others { get; init; } = [];

    /// <summary>Words that stand before the signature, which some providers sign too: <c>v1</c>.</summary>
    public string? Version => (Pick ?? Prefix?.TrimEnd('=', ',', ':', ' ')) is { Length: > 0 and <= 8 } word ? word : null;

    /// <summary>The place as the schema declares it.</summary>
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

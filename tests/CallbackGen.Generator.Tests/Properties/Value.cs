using System.Text;
using System.Text.Json;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>A value that consists of pieces which are difficult for signatures, with a style of writing.</summary>
internal sealed record Value(IReadOnlyList<int> Pieces, int Style)
{
    // Texts that join values, are encoded, look like numbers, or are outside ASCII.
    private static readonly string[] Texts =
    [
        "a",
        "1",
        "0",
        "Ali",
        "|",
        "&",
        "=",
        ":",
        ".",
        ",",
        ";",
        "-",
        "_",
        " ",
        "+",
        "%",
        "%7C",
        "%2",
        "/",
        "\\",
        "\"",
        "'",
        "{",
        "}",
        "[0]",
        "<",
        "null",
        "true",
        "INV-",
        "é",
        "ß",
        "İ",
        "漢",
        "😀",
        "\t",
        "\n",
        "\u0001",
        "\u007f",
        "\u2028",
        "99999999999999999999999999999",
        "1e400",
        "1E2",
        "-0",
        "10.00",
        "0.10",
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "1",
        "-1",
        "2",
        "10.00",
        "10.0",
        "1e2",
        "1E+2",
        "-0",
        "0.1",
        "99999999999999999999999999999",
        "12345678901234567890",
        "1e400",
        "1e-400",
        "3",
    ];

    public static int Kinds => Texts.Length;

    public string Text => string.Concat(Pieces.Select(piece => Texts[piece % Texts.Length]));

    /// <summary>Returns the value as a JSON value of a type, or as a field (type None).</summary>
    public string Write(JsonTokenType type) =>
        type switch
        {
            JsonTokenType.None => Style % 3 == 0
                ? Uri.EscapeDataString(Text).Replace("%20", "+", StringComparison.Ordinal)
                : Uri.EscapeDataString(Text),
            JsonTokenType.Number when Style % 8 != 0 => Numbers[Pieces.Sum() % Numbers.Length],
            JsonTokenType.True or JsonTokenType.False when Style % 8 != 0 => Style % 2 == 0 ? "true" : "false",
            _ when Style % 16 == 0 => "null",
            _ when Style % 16 == 1 => Numbers[Pieces.Sum() % Numbers.Length],
            _ => $"\"{string.Concat(Text.EnumerateRunes().Select(Escape))}\"",
        };

    public override string ToString() => $"{Write(JsonTokenType.String)} (style {Style})";

    private string Escape(Rune rune) =>
        rune.Value switch
        {
            '"' or '\\' => $"\\{rune}",
            '/' when Style % 3 == 0 => "\\/",
            _ when rune.Value < ' ' || (Style % 5 == 0 && rune.IsBmp) => $"\\u{rune.Value:x4}",
            _ => rune.ToString(),
        };
}

using System.Globalization;
using System.Text;

namespace CallbackGen.Generator.Schema;

/// <summary>C# names from names in a schema, which may hold anything.</summary>
internal static class Names
{
    /// <summary>The letters and digits of a text in Pascal case; empty when it has none.</summary>
    /// <example><c>invoice_no</c> becomes <c>InvoiceNo</c>, <c>BizMsgID</c> stays, <c>NORMAL_COLLECTION</c> becomes <c>NormalCollection</c>.</example>
    public static string Pascal(string text)
    {
        var result = new StringBuilder();
        var word = new StringBuilder();
        foreach (var character in text)
        {
            if (IsWordCharacter(character))
            {
                word.Append(character);
                continue;
            }

            AppendWord(result, word);
        }

        AppendWord(result, word);
        if (result.Length > 0 && char.IsDigit(result[0]))
            result.Insert(0, "Value");
        return result.ToString();
    }

    private static void AppendWord(StringBuilder result, StringBuilder word)
    {
        if (word.Length == 0)
            return;
        var text = word.ToString();
        word.Clear();

        // A shouted word (SUCCESS) is lowered; a word with its own capitals (BizMsgID, URL beside others) keeps them.
        var shouted = text.Length > 1 && !text.Any(char.IsLower);
        result.Append(char.ToUpperInvariant(text[0])).Append(shouted ? text.Substring(1).ToLowerInvariant() : text.Substring(1));
    }

    private static bool IsWordCharacter(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber;

    public static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= 200 && char.IsLetter(text[0]) && text.All(IsWordCharacter);

    /// <summary>camelCase of a Pascal name, for locals; callers escape keywords.</summary>
    public static string Camel(string pascal) => char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
}

/// <summary>Hands out each name once: a second taker gets a number behind it, in the order of asking.</summary>
internal sealed class NameScope(IEnumerable<string> reserved)
{
    private readonly HashSet<string> _taken = new(reserved, StringComparer.Ordinal);
    private readonly HashSet<string> _reserved = new(reserved, StringComparer.Ordinal);

    public string Take(string wanted, string fallback)
    {
        var name = wanted.Length > 0 ? wanted : fallback;
        if (name.Length > 200)
            name = name.Substring(0, 200);
        if (_reserved.Contains(name))
            name += "Value";
        var candidate = name;
        for (var number = 2; !_taken.Add(candidate); number++)
            candidate = name + number.ToString(CultureInfo.InvariantCulture);
        return candidate;
    }
}

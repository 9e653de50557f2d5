using System.Globalization;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>
/// Parses numbers by the rules of JSON Schema: <c>1.0</c> and <c>1e2</c> are integers (2020-12, validation, section 6.1.1).
/// </summary>
internal static class Numbers
{
    public static bool TryWhole(string text, out long value)
    {
        value = 0;
        if (
            !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || decimal.Truncate(number) != number
            || number < long.MinValue
            || number > long.MaxValue
        )
            return false;
        value = (long)number;
        return true;
    }

    public static bool TryWhole(string text, int minimum, int maximum, out int value)
    {
        var whole = TryWhole(text, out var number) && number >= minimum && number <= maximum;
        value = whole ? (int)number : 0;
        return whole;
    }

    /// <summary>Returns the number as an invariant decimal text, if <see cref="decimal"/> represents it without rounding.</summary>
    public static bool TryExact(string text, out string exact)
    {
        exact = "";
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return false;
        exact = value.ToString(CultureInfo.InvariantCulture);
        return Digits(text) == Digits(exact) && (value != 0 || Digits(text).Length == 0);
    }

    /// <summary>Returns the significant digits, which rounding changes.</summary>
    private static string Digits(string text)
    {
        var end = text.IndexOfAny(['e', 'E']);
        var digits = new string([.. (end < 0 ? text : text.Substring(0, end)).Where(char.IsDigit)]);
        return digits.Trim('0');
    }
}

using System.Globalization;

namespace CallbackGen.Generator.Schema;

/// <summary>Numbers as JSON Schema counts them: <c>1.0</c> and <c>1e2</c> are integers (2020-12, validation, section 6.1.1).</summary>
internal static class Numbers
{
    public static bool TryWhole(string text, out long value)
    {
        value = 0;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || decimal.Truncate(number) != number || number < long.MinValue || number > long.MaxValue)
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
}

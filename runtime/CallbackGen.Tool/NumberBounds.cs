using System.CommandLine;
using System.Globalization;

namespace CallbackGen.Tool;

/// <summary>Restricts options to a range of numbers.</summary>
internal static class NumberBounds
{
    /// <summary>Rejects numbers outside a range. An optional option may be absent.</summary>
    /// <typeparam name="T">A number type, or its nullable form.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="least">The smallest number.</param>
    /// <param name="most">The largest number.</param>
    public static Option<T> Within<T>(this Option<T> option, int least, int most)
    {
        option.CustomParser = result =>
        {
            if (
                int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least
                && value <= most
            )
                return (T)(object)value;
            result.AddError(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{option.Name} needs a number {(most == int.MaxValue ? $"from {least} on" : $"from {least} to {most}")}."
                )
            );
            return default;
        };
        return option;
    }
}

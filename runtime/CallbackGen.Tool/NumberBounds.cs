using System.CommandLine;
using System.Globalization;

namespace CallbackGen.Tool;

/// <summary>Options whose numbers have a least and a most.</summary>
internal static class NumberBounds
{
    /// <summary>Refuses other numbers than those from one to another. Where the option may be left out, that is no number.</summary>
    /// <typeparam name="T">A number, or one that may be left out.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The most.</param>
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

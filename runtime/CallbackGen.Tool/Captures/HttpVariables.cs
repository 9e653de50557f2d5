using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Captures;

/// <summary>
/// The variables that an <c>.http</c> file defines by <c>@name = value</c>, each before its use. Variables of an environment, a
/// prompt or a function such as <c>{{$guid}}</c> are unknown, and a request that contains one is refused.
/// </summary>
internal sealed partial class HttpVariables
{
    /// <summary>
    /// The largest length of a value: longer than values that people write. Values that refer to values could otherwise grow
    /// without limit.
    /// </summary>
    private const int MaxLength = 64 * 1024;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads a line that defines a variable.</summary>
    /// <param name="text">The line; each character is a byte.</param>
    /// <param name="line">Its number.</param>
    public void Define(string text, int line)
    {
        if (Definition().Match(text) is not { Success: true } defined)
            return;
        var value = Replace(defined.Groups["value"].Value, MaxLength, line);
        // A variable whose value is unknown makes the requests that use it unusable.
        if (Variable().IsMatch(value))
            _values.Remove(defined.Groups["name"].Value);
        else
            _values[defined.Groups["name"].Value] = value;
    }

    /// <summary>Substitutes the variables of a text by their values.</summary>
    /// <param name="text">The text; each character is a byte.</param>
    /// <param name="line">The line at which it begins.</param>
    /// <exception cref="CaptureFaultException">The text has a variable that the file does not define.</exception>
    public string Fill(string text, int line)
    {
        var filled = Replace(text, CaptureLimits.FileBytes, line);
        if (Variable().Match(text) is { Success: true } && Unknown(text) is { } variable)
        {
            throw new CaptureFaultException(
                line + text.AsSpan(0, variable.Index).Count('\n'),
                "the request contains the variable "
                    + $"{Output.Visible.Quote(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(variable.Value)))}, which no line such "
                    + "as \"@name = value\" before it defines, and the sent value is unknown. Put the text there that was sent."
            );
        }

        return filled;
    }

    private Match? Unknown(string text) => Variable().Matches(text).FirstOrDefault(variable => !_values.ContainsKey(NameIn(variable)));

    private string Replace(string text, int most, int line)
    {
        var left = most - text.Length;
        return Variable()
            .Replace(
                text,
                variable =>
                {
                    if (!_values.TryGetValue(NameIn(variable), out var value))
                        return variable.Value;
                    left -= value.Length;
                    return left >= 0
                        ? value
                        : throw new CaptureFaultException(line, $"with its variables it is larger than {most / 1024} KiB.");
                }
            );
    }

    private static string NameIn(Match variable) => variable.Value[2..^2].Trim();

    [GeneratedRegex(@"^@(?<name>[A-Za-z0-9_.-]+)\s*=\s*(?<value>.*?)\s*$")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\{\{[^{}\r\n]{1,200}\}\}")]
    private static partial Regex Variable();
}

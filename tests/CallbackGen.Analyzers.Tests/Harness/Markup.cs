using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>A diagnostic that a test expects.</summary>
internal sealed record Expected(string Id, TextSpan Span)
{
    /// <summary>
    /// Converts the expected diagnostic to the form of Roslyn's testing package, without severity and additional locations:
    /// <c>SeverityTests</c> check severities, and the tests of a rule's message check additional locations.
    /// </summary>
    public DiagnosticResult At(string path, SourceText text)
    {
        var lines = text.Lines.GetLinePositionSpan(Span);
        return new DiagnosticResult(Id, DiagnosticSeverity.Warning)
            .WithSpan(path, lines.Start.Line + 1, lines.Start.Character + 1, lines.End.Line + 1, lines.End.Character + 1)
            .WithOptions(DiagnosticOptions.IgnoreSeverity | DiagnosticOptions.IgnoreAdditionalLocations);
    }
}

/// <summary>
/// A schema file with the expected diagnostics marked in the notation of Roslyn's testing package: <c>{|CBG0003:"typo"|}</c>, and
/// <c>{|CBG0001:|}</c> for an empty span.
/// </summary>
/// <remarks>
/// JSON contains many braces, brackets and bars, so only the whole opening is markup: brace, bar, one id or several separated by commas,
/// colon. <c>|}</c> closes only an open mark, so templates such as <c>{body:/a|lower}</c> are unchanged.
/// </remarks>
internal static partial class Markup
{
    public static (string Text, IReadOnlyList<Expected> Expected) Parse(string marked)
    {
        var text = new StringBuilder();
        var expected = new List<Expected>();
        var open = new Stack<(string[] Ids, int Start)>();
        for (var i = 0; i < marked.Length; i++)
        {
            var opening = Opening().Match(marked, i);
            if (opening.Success)
            {
                open.Push((opening.Groups[1].Value.Split(','), text.Length));
                i += opening.Length - 1;
            }
            else if (open.Count > 0 && string.CompareOrdinal(marked, i, "|}", 0, 2) == 0)
            {
                var (ids, start) = open.Pop();
                expected.AddRange(ids.Select(id => new Expected(id, TextSpan.FromBounds(start, text.Length))));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return open.Count == 0 ? (text.ToString(), expected) : throw new FormatException("A mark is not closed.");
    }

    [GeneratedRegex(@"\G\{\|(CBG[0-9]{4}(?:,CBG[0-9]{4})*):")]
    private static partial Regex Opening();
}

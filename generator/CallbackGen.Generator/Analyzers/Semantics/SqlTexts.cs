using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies SQL texts that change data.</summary>
internal static class SqlTexts
{
    private static readonly string[] Writes = ["UPDATE", "INSERT", "DELETE", "MERGE", "REPLACE"];

    /// <summary>Returns the SQL text with which a call changes data, or null.</summary>
    public static string? WrittenBy(IInvocationOperation call) =>
        call.Arguments.Select(argument => TextOf(argument.Value)).FirstOrDefault(IsWrite);

    private static bool IsWrite(string? sql) =>
        sql is not null
        && Array.Exists(
            Writes,
            verb =>
                sql.TrimStart() is var text
                && text.StartsWith(verb, StringComparison.OrdinalIgnoreCase)
                && text.Length > verb.Length
                && char.IsWhiteSpace(text[verb.Length])
        );

    /// <summary>
    /// Returns a text that the source contains, here or in a local; for an interpolated text, the part before its first hole.
    /// </summary>
    private static string? TextOf(IOperation value) =>
        Values.Bare(value) switch
        {
            IInterpolatedStringOperation text => text
                .Parts.OfType<IInterpolatedStringTextOperation>()
                .Select(part => Values.Constant(part.Text))
                .FirstOrDefault(),
            ILocalReferenceOperation { ConstantValue.HasValue: false } local => Values
                .WrittenTo(local)
                .Select(Values.Constant)
                .FirstOrDefault(),
            var bare => Values.Constant(bare),
        };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells texts of SQL that change something.</summary>
internal static class SqlTexts
{
    private static readonly string[] Writes = ["UPDATE", "INSERT", "DELETE", "MERGE", "REPLACE"];

    /// <summary>The text of SQL that a call is given to change something, or null.</summary>
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

    /// <summary>A text that the source writes down, here or in a local; of an interpolated one what stands before its first hole.</summary>
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

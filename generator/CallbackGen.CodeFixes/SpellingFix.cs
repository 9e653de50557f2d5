using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.CodeFixes;

/// <summary>
/// Writes the word that a message about a schema file suggests. Only editors that support fixes of additional files offer it.
/// </summary>
[ExportCodeFixProvider(
    LanguageNames.CSharp,
    Name = nameof(SpellingFix),
    DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)],
    DocumentExtensions = [".json"]
)]
[Shared]
public sealed class SpellingFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        SchemaRules.UnknownKeyword.Id,
        SchemaRules.NotAllowedValue.Id,
        SchemaRules.UndeclaredRequired.Id,
        SchemaRules.BadFilter.Id,
        SchemaRules.UnknownKey.Id,
        SchemaRules.BadPointer.Id,
    ];

    /// <inheritdoc />
    /// <remarks>Suggestions are guesses: a person looks at each before applying it.</remarks>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var text = await context.TextDocument.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var place = diagnostic.Location.SourceSpan;
            if (place.End > text.Length || Correct(text.ToString(place), diagnostic.Properties) is not { } corrected)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Write {corrected}",
                    _ => Task.FromResult(Change(context.TextDocument, text, place, corrected)),
                    nameof(SpellingFix)
                ),
                diagnostic
            );
        }
    }

    private static Solution Change(TextDocument document, SourceText text, TextSpan place, string corrected) =>
        document.Project.Solution.WithAdditionalDocumentText(document.Id, text.Replace(place, corrected));

    /// <summary>
    /// Returns the text at the location with the word corrected: a name or a pointer within a text, such as a template, or the whole text.
    /// Returns null where the correction would need escapes, or where the text to replace is not certain.
    /// </summary>
    private static string? Correct(string written, ImmutableDictionary<string, string?> properties)
    {
        if (
            !properties.TryGetValue(SchemaProblem.Meant, out var meant)
            || !properties.TryGetValue(SchemaProblem.Written, out var word)
            || meant is not { Length: > 0 }
            || word is null
            || meant.Any(IsEscaped)
            || written.Length < 2
            || written[0] != '"'
            || written.IndexOf('\\') >= 0
        )
            return null;
        if (word.Length > 0 && CountOf(word, written) == 1)
            return written.Replace(word, meant);

        // A member may be named without the slash of its JSON pointer.
        var name = written.Substring(1, written.Length - 2);
        if (word == "/" + name)
            return meant[0] == '/' && meant.LastIndexOf('/') == 0 && meant.IndexOf('~') < 0 ? $"\"{meant.Substring(1)}\"" : null;
        return name.IndexOf('{') < 0 && (word.Length == 0 || CountOf(word, written) == 0) ? $"\"{meant}\"" : null;
    }

    private static int CountOf(string word, string text)
    {
        var count = 0;
        for (
            var at = text.IndexOf(word, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal)
        )
            count++;
        return count;
    }

    private static bool IsEscaped(char character) => character is '"' or '\\' or < ' ';
}

using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// Schema files among the additional files. One is equal to another of the same path and content, whichever object the
/// compiler hands over, so that only a changed file is read again. Of any other file the content is nobody's concern here.
/// </summary>
internal sealed class SchemaFiles : IEqualityComparer<AdditionalText>
{
    public static readonly SchemaFiles Comparer = new();

    /// <summary>The text of a schema file; null for any other, and for one that cannot be read.</summary>
    public static SourceText? Read(AdditionalText file, CancellationToken cancellationToken) =>
        SchemaReader.IsSchemaFile(file.Path) ? file.GetText(cancellationToken) : null;

    public bool Equals(AdditionalText left, AdditionalText right) =>
        ReferenceEquals(left, right)
        || (left.Path == right.Path && (!SchemaReader.IsSchemaFile(left.Path) || HaveSameContent(left, right)));

    public int GetHashCode(AdditionalText file) => StringComparer.Ordinal.GetHashCode(file.Path);

    private static bool HaveSameContent(AdditionalText left, AdditionalText right) =>
        (left.GetText(), right.GetText()) is ({ } one, { } other)
        && one.GetContentHash().AsSpan().SequenceEqual(other.GetContentHash().AsSpan());
}

using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// Compares schema files among the additional files. Two are equal when their path and content are equal, independent of the object
/// that the compiler passes, so that only a changed file is read again. The content of other files is ignored.
/// </summary>
internal sealed class SchemaFiles : IEqualityComparer<AdditionalText>
{
    public static readonly SchemaFiles Comparer = new();

    /// <summary>Returns the text of a schema file; null for any other file, and for one that cannot be read.</summary>
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

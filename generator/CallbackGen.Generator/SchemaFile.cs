using System.Collections.Immutable;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator;

/// <summary>
/// A schema file. It is equal to another with the same path and content, whichever object the compiler hands over, so
/// that only a changed file is read again.
/// </summary>
internal sealed class SchemaFile(string path, string text, ImmutableArray<byte> checksum) : IEquatable<SchemaFile>
{
    public string Path { get; } = path;

    public string Text { get; } = text;

    private ImmutableArray<byte> Checksum { get; } = checksum;

    /// <summary>The file, or null when it is none of a schema or cannot be read.</summary>
    public static SchemaFile? From(AdditionalText file, CancellationToken cancellationToken) =>
        file.Path.EndsWith(SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase) && file.GetText(cancellationToken) is { } text
            ? new SchemaFile(file.Path, text.ToString(), text.GetContentHash())
            : null;

    public bool Equals(SchemaFile? other) =>
        other is not null && Path == other.Path && Checksum.AsSpan().SequenceEqual(other.Checksum.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as SchemaFile);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Path);
}

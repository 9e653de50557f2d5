namespace CallbackGen.Tool.Import;

/// <summary>What a document may have. The largest public ones have a half of it.</summary>
internal static class ImportLimits
{
    /// <summary>The largest document, in bytes.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    /// <summary>How deep its values may nest.</summary>
    public const int Depth = 200;

    /// <summary>How often a YAML document may refer to a value that stands elsewhere in it: each is a copy.</summary>
    public const int Aliases = 1000;

    /// <summary>The most webhooks of a document.</summary>
    public const int Webhooks = 1000;

    /// <summary>The most members of one schema, references inlined: the rest is kept as it is.</summary>
    public const int Members = 3000;

    /// <summary>How deep the members of one schema nest, references inlined.</summary>
    public const int SchemaDepth = 16;
}

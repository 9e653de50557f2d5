namespace CallbackGen.Tool.Import;

/// <summary>The limits of a document. The largest public documents reach half of them.</summary>
internal static class ImportLimits
{
    /// <summary>The largest document, in bytes.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    /// <summary>The largest nesting depth of its values.</summary>
    public const int Depth = 200;

    /// <summary>The largest number of YAML aliases in a document: each makes a copy of a value.</summary>
    public const int Aliases = 1000;

    /// <summary>The largest number of webhooks in a document.</summary>
    public const int Webhooks = 1000;

    /// <summary>
    /// The largest number of members of one schema, with references inlined. Further members are left undeclared.
    /// </summary>
    public const int Members = 3000;

    /// <summary>The largest nesting depth of members of one schema, with references inlined.</summary>
    public const int SchemaDepth = 16;
}

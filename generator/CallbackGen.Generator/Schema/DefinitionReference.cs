namespace CallbackGen.Generator.Schema;

/// <summary>What a <c>$ref</c> may be: a JSON pointer to a definition of the same file.</summary>
internal static class DefinitionReference
{
    private const string Prefix = "#/$defs/";

    /// <summary>The name of the definition that a reference leads to, or null when it leads elsewhere.</summary>
    public static string? NameOf(string reference) =>
        reference.StartsWith(Prefix, StringComparison.Ordinal) ? reference.Substring(Prefix.Length).Replace("~1", "/").Replace("~0", "~") : null;
}

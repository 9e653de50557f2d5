using System.Reflection;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>The addresses of the rules' pages, in the repository that the build names.</summary>
internal static class RulePages
{
    public const string Folder = "generator/rules/";

    private static readonly string Repository = typeof(RulePages)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryUrl")
        .Value;

    /// <summary>Returns the address of a handler rule's page: <c>CBG1001.md</c>.</summary>
    public static string Of(string id) => $"{Repository}/blob/main/{Folder}{id}.md";

    /// <summary>
    /// Returns the address of a schema rule's section: <c>schema.md#cbg0001-a-schema-file-must-be-json</c>, with the anchor that the
    /// repository's host derives from the heading.
    /// </summary>
    public static string OfSchema(string id, string title) =>
        $"{Repository}/blob/main/{Folder}schema.md#{id.ToLowerInvariant()}-"
        + string.Concat(title.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is '-' or '_' or ' '))
            .Replace(' ', '-');
}

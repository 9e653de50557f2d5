using System.Reflection;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>Where the rules are explained: in the repository that the build names.</summary>
internal static class RulePages
{
    public const string Folder = "generator/rules/";

    private static readonly string Repository = typeof(RulePages)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryUrl")
        .Value;

    /// <summary>The page of a handler rule: <c>CBG1001.md</c>.</summary>
    public static string Of(string id) => $"{Repository}/blob/main/{Folder}{id}.md";

    /// <summary>The section of a schema rule: <c>schema.md#cbg0001-a-schema-file-must-be-json</c>, named as the repository's host names headings.</summary>
    public static string OfSchema(string id, string title) =>
        $"{Repository}/blob/main/{Folder}schema.md#{id.ToLowerInvariant()}-"
        + string.Concat(title.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is '-' or '_' or ' '))
            .Replace(' ', '-');
}

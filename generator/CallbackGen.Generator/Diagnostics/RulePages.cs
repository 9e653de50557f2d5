using System.Reflection;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>Where the rules are explained: in the repository that the build names.</summary>
internal static class RulePages
{
    public const string Folder = "generator/rules/";

    private static readonly string Repository = typeof(RulePages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryUrl").Value;

    /// <summary>The page of a handler rule: <c>CBG1001.md</c>.</summary>
    public static string Of(string id) => $"{Repository}/blob/main/{Folder}{id}.md";
}

namespace CallbackGen.Generator.Diagnostics;

/// <summary>Where the rules are explained, from the root of the repository.</summary>
internal static class RulePages
{
    public const string Folder = "generator/rules/";

    /// <summary>The page of a handler rule: <c>CBG1001.md</c>.</summary>
    public static string Of(string id) => Folder + id + ".md";
}

using System.Reflection;

namespace CallbackGen.Tool.Output;

/// <summary>
/// A rule of the tool itself, which the compiler cannot check, because it runs no verifier and reads no configuration.
/// </summary>
/// <param name="Id">The rule's id.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Title">The rule in a few words, which is the heading of its section in <c>runtime/docs/tool.md</c>.</param>
internal sealed record ToolRule(string Id, Severity Severity, string Title)
{
    public static readonly ToolRule TestFails = new("CBG3001", Severity.Error, "A test of a schema fails");
    public static readonly ToolRule NoTests = new("CBG3002", Severity.Note, "A schema has no tests");
    public static readonly ToolRule Unreadable = new("CBG3003", Severity.Error, "A schema file cannot be read");

    public static readonly ToolRule KeyMissing = new("CBG3101", Severity.Error, "A key is missing");
    public static readonly ToolRule KeyUnusable = new("CBG3102", Severity.Error, "A key cannot be used");
    public static readonly ToolRule KeyDoubtful = new("CBG3103", Severity.Warning, "A key should be looked at");
    public static readonly ToolRule KeySurrounded = new("CBG3104", Severity.Warning, "A key has something around it");
    public static readonly ToolRule KeyKnown = new("CBG3105", Severity.Warning, "A key is a placeholder, or is published");
    public static readonly ToolRule KeyNotation = new("CBG3106", Severity.Warning, "A key is written in another encoding");
    public static readonly ToolRule KeyShared = new("CBG3107", Severity.Warning, "Two providers have the same secret");
    public static readonly ToolRule KeyInProject = new("CBG3108", Severity.Note, "A secret is in a file of the project");

    private static readonly string Page =
        typeof(ToolRule)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "RepositoryUrl")
            .Value + "/blob/main/runtime/docs/tool.md";

    /// <summary>Every rule.</summary>
    public static IReadOnlyList<ToolRule> All { get; } =
    [TestFails, NoTests, Unreadable, KeyMissing, KeyUnusable, KeyDoubtful, KeySurrounded, KeyKnown, KeyNotation, KeyShared, KeyInProject];

    /// <summary>The heading of its section.</summary>
    public string Heading => $"{Id}: {Title}";

    /// <summary>The link to its section, with an anchor as the repository's host derives it from headings.</summary>
    public string HelpLink =>
        $"{Page}#"
        + string.Concat(Heading.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is '-' or ' '))
            .Replace(' ', '-');

    /// <summary>Creates a finding of the rule.</summary>
    /// <param name="message">The fault and its remedy.</param>
    /// <param name="place">The location, or null.</param>
    public Finding At(string message, SourcePlace? place) => new(Id, Severity, message, place) { Title = Title, HelpLink = HelpLink };
}

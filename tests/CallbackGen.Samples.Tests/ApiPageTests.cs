using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using CallbackGen.AspNetCore;
using CallbackGen.Ed25519;
using CallbackGen.IdentityModel;
using CallbackGen.Inbox;
using CallbackGen.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Samples.Tests;

/// <summary>The page that leads from a purpose to a type names every type that a person needs, and no type that does not exist.</summary>
public sealed class ApiPageTests
{
    /// <summary>The namespaces of the types that generated code uses.</summary>
    private static readonly string[] Generated = ["CallbackGen.Reading", "CallbackGen.Serialization", "CallbackGen.Verification"];

    private static readonly Assembly[] Libraries =
    [
        typeof(CallbackFeed).Assembly,
        typeof(CallbackOptions).Assembly,
        typeof(ICallbackInbox).Assembly,
        typeof(PostgreSqlInboxExtensions).Assembly,
        typeof(TestCallbacks).Assembly,
        typeof(IdentityModelSignatures).Assembly,
        typeof(Ed25519Signatures).Assembly,
    ];

    private static readonly string Page = File.ReadAllText(Path.Combine(DocumentationTests.Root, "runtime", "docs", "api.md"));

    public static TheoryData<string> Types => [.. PublicTypes().Where(type => !IsHidden(type)).Select(NameOf).Distinct()];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_for_people_is_on_the_page(string type) => Assert.Contains(type, NamesOnThePage());

    [Fact]
    public void Every_name_on_the_page_exists()
    {
        var names = PublicTypes()
            .SelectMany(type => type.GetMembers().Select(member => member.Name).Append(NameOf(type)).Append(type.Namespace!))
            .ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(NamesOnThePage(), name => !name.StartsWith("AcmePayment", StringComparison.Ordinal) && !names.Contains(name));
    }

    /// <summary>An editor offers no type that generated code alone needs, and every other type.</summary>
    [Fact]
    public void The_types_of_generated_code_are_hidden_and_no_others()
    {
        var hidden = PublicTypes().Where(IsHidden).Select(type => type.FullName);
        var generated = PublicTypes().Where(type => Generated.Contains(type.Namespace)).Select(type => type.FullName);

        Assert.Equal(generated.Append(typeof(OpenEnumTextsAttribute).FullName).Order(), hidden.Order());
    }

    private static IEnumerable<Type> PublicTypes() =>
        Libraries.SelectMany(library => library.GetExportedTypes()).Where(type => !type.IsNested);

    private static bool IsHidden(Type type) => type.GetCustomAttribute<EditorBrowsableAttribute>()?.State == EditorBrowsableState.Never;

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private static HashSet<string> NamesOnThePage() =>
        [
            .. Regex
                .Matches(Regex.Replace(Page, "```.*?```", "", RegexOptions.Singleline), @"`([A-Z][\w.]*)(<[^`]*>)?`")
                .Select(match => match.Groups[1].Value)
                .Where(name => !name.StartsWith("Microsoft.", StringComparison.Ordinal)),
        ];
}

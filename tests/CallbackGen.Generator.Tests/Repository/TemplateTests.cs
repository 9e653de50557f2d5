using System.Text.Json;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The templates of <c>dotnet new</c> derive the same names as the generator, with forms that cannot call it.</summary>
public sealed class TemplateTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonElement Receiver = Template("callback-receiver");

    [Fact]
    public void Names_that_the_generator_keeps_for_its_own_code_are_known() =>
        Assert.Equal(Names.ReservedRoots.Order(StringComparer.Ordinal), Words("typeName"));

    [Fact]
    public void Keywords_are_known() =>
        Assert.Equal(
            SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText).Order(StringComparer.Ordinal),
            Words("escapeKeywords")
        );

    /// <summary>A template cannot import a form from another template.</summary>
    [Fact]
    public void A_schema_is_named_alike_by_both_templates()
    {
        var schema = Template("callback-schema");

        foreach (var part in new[] { "forms", "symbols" })
        {
            Assert.All(
                schema.GetProperty(part).EnumerateObject(),
                member =>
                    Assert.True(JsonElement.DeepEquals(member.Value, Receiver.GetProperty(part).GetProperty(member.Name)), member.Name)
            );
        }
    }

    private static JsonElement Template(string name)
    {
        var file = Path.Combine(
            RepositoryFiles.Root,
            "runtime",
            "CallbackGen.Templates",
            "content",
            name,
            ".template.config",
            "template.json"
        );
        return JsonDocument.Parse(File.ReadAllText(file), WithComments).RootElement;
    }

    /// <summary>Returns the words between the parentheses of a form's pattern.</summary>
    private static IEnumerable<string> Words(string form)
    {
        var pattern = Receiver.GetProperty("forms").GetProperty(form).GetProperty("pattern").GetString()!;
        var begin = pattern.IndexOf(':', StringComparison.Ordinal) + 1;
        return pattern[begin..pattern.IndexOf(')', begin)].Split('|').Order(StringComparer.Ordinal);
    }
}

using System.Collections.Immutable;
using System.Globalization;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.JsonSchema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The locations in the schema file that declare a payload's members, so that a diagnostic in C# can point to them. A feed that another
/// project compiled has no schema file here, and no location. Files are read at the first query.
/// </summary>
internal sealed class SchemaPlaces
{
    /// <summary>Parses each file once per analysis, however often its result is queried.</summary>
    public static readonly SourceTextValueProvider<SchemaResult> Reading = new(static text => SchemaReader.Read(text.ToString()));

    private readonly Lazy<Dictionary<string, SchemaSource>> _sources;

    public SchemaPlaces(ImmutableArray<AdditionalText> files, Func<SourceText, SchemaResult> read) =>
        _sources = new Lazy<Dictionary<string, SchemaSource>>(() => Read(files, read));

    /// <summary>Returns the location of a member's name, or null.</summary>
    public SchemaPlace? Of(IPropertySymbol member)
    {
        if (member.ContainingType is not { } owner || !_sources.Value.TryGetValue(owner.Name, out var source))
            return null;
        return source.Result.MemberPlaces.TryGetValue((owner.Name, JsonName(member)), out var declaration)
            ? source.PlaceOf(declaration.NameSpan)
            : null;
    }

    /// <summary>Returns the location of a feed's name, or null.</summary>
    public SchemaPlace? Of(INamedTypeSymbol payload) =>
        _sources.Value.TryGetValue(payload.Name, out var source) ? source.PlaceOf(source.Result.NamePlace) : null;

    /// <summary>The feeds of all files that could be parsed.</summary>
    public IEnumerable<FeedModel> Feeds => _sources.Value.Values.Select(source => source.Result.Feed!).Distinct();

    /// <summary>Returns the location of a feed's name, or null.</summary>
    public SchemaPlace? Of(FeedModel feed) =>
        _sources.Value.TryGetValue(feed.TypeName, out var source) ? source.PlaceOf(source.Result.NamePlace) : null;

    /// <summary>Returns the name of a feed's provider, or null.</summary>
    public string? ProviderOf(INamedTypeSymbol payload) =>
        _sources.Value.TryGetValue(payload.Name, out var source) ? source.Result.Feed?.Provider : null;

    /// <summary>Returns the feed of a payload, or null.</summary>
    public FeedModel? FeedOf(INamedTypeSymbol payload) =>
        _sources.Value.TryGetValue(payload.Name, out var source) && source.Result.Feed is { } feed && feed.TypeName == payload.Name
            ? feed
            : null;

    /// <summary>Whether the schema declares a member as the source of the callback's signature or token.</summary>
    public bool IsProof(IPropertySymbol member) =>
        member.ContainingType is { } owner
        && _sources.Value.TryGetValue(owner.Name, out var source)
        && source.Result.Feed is { Verify: { } verify } feed
        && JsonPointer.Of(JsonName(member)) is var pointer
        && ProofsOf(verify)
            .Any(proof =>
                owner.Name == feed.TypeName ? proof == pointer : proof.EndsWith(pointer, StringComparison.Ordinal) && proof != pointer
            );

    /// <summary>Returns the paths in the payload of a callback's signatures or tokens.</summary>
    private static IEnumerable<string> ProofsOf(VerifyModel verify) =>
        verify switch
        {
            MessageVerify message => PlaceOf(message.Signature.From),
            JwtVerify token => PlaceOf(token.From),
            TokenVerify token => PlaceOf(token.From),
            AnyOfVerify several => several.Alternatives.SelectMany(ProofsOf),
            _ => [],
        };

    private static IEnumerable<string> PlaceOf(SourceModel source) =>
        source.Kind switch
        {
            SourceKind.Body => [source.Name],
            SourceKind.Query => ["/" + source.Name],
            _ => [],
        };

    private static string JsonName(IPropertySymbol member) =>
        member.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "JsonPropertyNameAttribute")
            is { ConstructorArguments: [{ Value: string name }] }
            ? name
            : "";

    private static Dictionary<string, SchemaSource> Read(ImmutableArray<AdditionalText> files, Func<SourceText, SchemaResult> read)
    {
        var sources = new Dictionary<string, SchemaSource>(StringComparer.Ordinal);
        foreach (var file in files.Where(file => SchemaReader.IsSchemaFile(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (file.GetText() is not { } text || read(text) is not { Feed: { } feed } result)
                continue;
            var source = new SchemaSource(file.Path, text, result);
            foreach (var type in DeclaredTypes.Of(feed).Where(type => !sources.ContainsKey(type)))
                sources.Add(type, source);
        }

        return sources;
    }

    private sealed record SchemaSource(string Path, SourceText Text, SchemaResult Result)
    {
        public SchemaPlace PlaceOf(TextSpan span)
        {
            var lines = Text.Lines.GetLinePositionSpan(span);
            var line = (lines.Start.Line + 1).ToString(CultureInfo.InvariantCulture);
            return new SchemaPlace(Location.Create(Path, span, lines), $"{System.IO.Path.GetFileName(Path)}, line {line}");
        }
    }
}

/// <summary>A location in a schema file: for the editor, and in words.</summary>
internal sealed record SchemaPlace(Location Location, string Words);

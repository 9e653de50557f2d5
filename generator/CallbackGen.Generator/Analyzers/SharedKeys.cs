using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Analyzers;

/// <summary>Reports the problems of a file that arise because another feed of its provider uses the same key.</summary>
internal static class SharedKeys
{
    private const int MostNames = 5;
    private const int LongestExample = 60;

    public static IEnumerable<Problem> Find(FeedModel feed, KeyPlaces places, FeedFiles files) =>
        places
            .Codes.SelectMany(code => OfCode(feed, code, files))
            .Concat(places.Schemes.Where(scheme => !scheme.IsExcused).SelectMany(scheme => OfScheme(feed, scheme, files)))
            .Concat(places.Keys.SelectMany(key => OfKey(feed, key, files)));

    private static IEnumerable<Problem> OfKey(FeedModel feed, KeyPlace key, FeedFiles files)
    {
        var isSecret = feed.Keys.Any(declared => declared.Name == key.Key && declared.Secret);
        var others = files.FindOtherSecrecy(feed, key.Key).ToList();
        if (others.Count > 0)
            yield return Of(
                SchemaRules.SharedSecret,
                key.Place,
                key.Key,
                isSecret ? $"a secret here and none in {List(others)}" : $"no secret here and one in {List(others)}"
            );
    }

    private static IEnumerable<Problem> OfCode(FeedModel feed, CodePlace code, FeedFiles files)
    {
        var signed = files.FindOracles(feed, code.Code).ToList();
        if (signed.Count > 0 && code.Excuse is null)
            yield return Of(SchemaRules.Oracle, code.Place, code.Code.Name, $" of {List(signed)}");
        // Another file may need the stated reason that this one does not need.
        if (signed.Count == 0 && !code.SignsOwn && !feed.HasErrors && code.Excuse is { } excuse)
            yield return Of(SchemaRules.NoEffect, excuse, "oracle", "a code that may sign a callback");
    }

    private static IEnumerable<Problem> OfScheme(FeedModel feed, SchemePlace scheme, FeedFiles files)
    {
        foreach (var confused in files.FindConfusions(feed, scheme.Scheme))
        {
            var (_, key, example) = confused.First();
            var rule = confused.Key switch
            {
                Confusion.OfTexts => SchemaRules.SharedKeyTexts,
                Confusion.OfRecords => SchemaRules.SharedKeyRecords,
                _ => SchemaRules.SharedKeyDelimiter,
            };
            yield return Of(rule, scheme.Place, Show(example), key, List([.. confused.Select(other => other.Feed).Distinct()]));
        }
    }

    private static Problem Of(
        Microsoft.CodeAnalysis.DiagnosticDescriptor rule,
        Microsoft.CodeAnalysis.Text.TextSpan place,
        params string[] arguments
    ) => new(rule, place, arguments.ToEquatableArray());

    private static string Show(string example) =>
        JsonFormatter.Quote(example.Length > LongestExample ? example.Substring(0, LongestExample) + "…" : example);

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}

using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>Determines the possible results of filters, for any input.</summary>
internal static class FilterTexts
{
    private static readonly Dictionary<string, TextLanguage> Given = Filters
        .All.Values.Where(filter => filter.Texts is not null)
        .ToDictionary(filter => filter.Name, filter => PatternLanguage.Of(filter.Texts!), StringComparer.Ordinal);

    /// <summary>
    /// Returns the possible results of a sequence of filters. The last filter determines them, except that <c>lower</c> and <c>upper</c>
    /// only change the case of what the filter before them returns.
    /// </summary>
    public static TextLanguage Of(EquatableArray<FilterModel> filters)
    {
        var cases = filters.Reverse().TakeWhile(IsCase).Reverse().ToList();
        var texts = cases.Count == filters.Count ? TextLanguage.Any : Of(filters[filters.Count - cases.Count - 1]);
        return cases.Aggregate(texts, (language, filter) => language.InCase(filter.Name == "upper"));
    }

    private static bool IsCase(FilterModel filter) => filter.Name is "lower" or "upper";

    private static TextLanguage Of(FilterModel filter) =>
        Given.TryGetValue(filter.Name, out var texts) ? texts
        : filter.Name == "escape" ? Escaped(filter.Arguments[0])
        : TextLanguage.Any;

    private static TextLanguage Escaped(string character)
    {
        var special = ByteSet.Of(character + "\\");
        return TextLanguage.Repeat(
            TextLanguage.Either(TextLanguage.One(~special), TextLanguage.Sequence(TextLanguage.Text("\\"), TextLanguage.One(special))),
            0,
            null
        );
    }
}

using System.Globalization;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>The filters of the schema language, and the effect of each on the coverage of the value that it is applied to.</summary>
internal static class Filters
{
    /// <param name="Name">The name in the schema language.</param>
    /// <param name="Arguments">The number of arguments, each after a colon.</param>
    /// <param name="Integers">Whether the arguments are whole numbers.</param>
    /// <param name="Covers">Whether a signature over the result still covers the value: false where many values
    /// have the same result.</param>
    /// <param name="Texts">A pattern that every result matches; null where any text is possible, or the argument decides.</param>
    /// <param name="IsWeak">Whether it is a digest for which collisions can be computed: two chosen values with the same result.</param>
    internal sealed record Filter(
        string Name,
        int Arguments = 0,
        bool Integers = false,
        bool Covers = true,
        string? Texts = null,
        bool IsWeak = false
    )
    {
        /// <summary>
        /// Gets whether it maps equal numbers to equal texts and different numbers to different texts, and rejects
        /// a text that is not a number.
        /// </summary>
        public bool CoversNumbers { get; init; }

        /// <summary>Gets whether the result is a checksum: anyone can find another value with the same one.</summary>
        public bool IsChecksum { get; init; }

        /// <summary>Gets the runtime's method: the name in Pascal case, unless it consists of several words without hyphens.</summary>
        public string Method { get; init; } =
            string.Concat(Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

        /// <summary>Returns the filter with its arguments.</summary>
        public FilterModel With(EquatableArray<string> arguments) => new(Name, arguments, Method, IsWeak) { IsChecksum = IsChecksum };
    }

    private const string Hexadecimal = "^[0-9a-f]{";

    public static IReadOnlyDictionary<string, Filter> All { get; } =
        new Filter[]
        {
            new("lower", Covers: false),
            new("upper", Covers: false),
            new("trim", Covers: false),
            new("digits", Covers: false, Texts: @"^[0-9]*$"),
            new("reverse"),
            new("slice", 2, Integers: true, Covers: false),
            new("fixed2", Covers: false, Texts: @"^-?[0-9]+\.[0-9]{2}$") { CoversNumbers = true },
            new("strip-prefix", 1, Covers: false),
            new("base64", Texts: @"^[A-Za-z0-9+/]*={0,2}$"),
            new("base64decode", Covers: false) { Method = "Base64Decode" },
            new("base64urldecode", Covers: false) { Method = "Base64UrlDecode" },
            new("hexdecode", Covers: false) { Method = "HexDecode" },
            new("urlencode", Texts: @"^[A-Za-z0-9%+*\-._]*$") { Method = "UrlEncode" },
            new("urlencode-dotnet", Texts: @"^[A-Za-z0-9%+\-_.!*()]*$") { Method = "UrlEncodeDotnet" },
            new("urldecode", Covers: false) { Method = "UrlDecode" },
            new("crc32", Covers: false, Texts: Hexadecimal + @"8}$") { IsChecksum = true },
            new("crc32-decimal", Covers: false, Texts: @"^[0-9]{1,10}$") { IsChecksum = true },
            new("md5", Texts: Hexadecimal + @"32}$", IsWeak: true),
            new("sha1", Texts: Hexadecimal + @"40}$", IsWeak: true),
            new("sha256", Texts: Hexadecimal + @"64}$"),
            new("sha384", Texts: Hexadecimal + @"96}$"),
            new("sha512", Texts: Hexadecimal + @"128}$"),
            new("escape", 1),
        }.ToDictionary(filter => filter.Name, StringComparer.Ordinal);

    public static FilterModel? Parse(string text, TextSpan span, ProblemList problems)
    {
        var pieces = text.Split(':');
        if (!All.TryGetValue(pieces[0], out var filter))
        {
            var nearest = Spelling.Nearest(pieces[0], All.Keys);
            problems.Add(SchemaRules.BadFilter, span, pieces[0], "is not known" + Spelling.Guess(nearest));
            return null;
        }

        var arguments = pieces.Skip(1).ToArray();
        var fits =
            arguments.Length == filter.Arguments
            && (!filter.Integers || arguments.All(IsSmallNumber))
            && (filter.Name != "escape" || (arguments[0].Length == 1 && arguments[0][0] is < (char)128 and not '\\'));
        if (fits)
            return filter.With(arguments.ToEquatableArray());
        problems.Add(
            SchemaRules.BadFilter,
            span,
            text,
            filter.Name switch
            {
                "slice" => "takes a start and a length, as in slice:0:8",
                "escape" => "takes one ASCII character, as in escape:.",
                "strip-prefix" => "takes the prefix, as in strip-prefix:INV-",
                _ => "takes no argument",
            }
        );
        return null;
    }

    public static bool Covers(EquatableArray<FilterModel> filters) => filters.All(filter => All[filter.Name].Covers);

    /// <summary>
    /// Returns whether a signature over the result still covers a value that is read as a number: the first filter determines the
    /// number, and the others cover its text.
    /// </summary>
    public static bool CoverNumber(EquatableArray<FilterModel> filters) =>
        filters.Count > 0 && All[filters[0].Name].CoversNumbers && filters.Skip(1).All(filter => All[filter.Name].Covers);

    /// <summary>Records weak filters at a span, for the check of the scheme that contains them.</summary>
    public static void NoteWeak(IEnumerable<FilterModel> filters, TextSpan span, ProblemList problems) =>
        problems.WeakFilters.AddRange(filters.Where(filter => All[filter.Name].IsWeak).Select(filter => (span, filter.Name)));

    private static bool IsSmallNumber(string text) =>
        text.Length <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

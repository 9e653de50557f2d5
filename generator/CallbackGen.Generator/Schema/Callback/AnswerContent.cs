using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// The media types of responses (RFC 9110, section 8.3.1; names and parameters ignore case). A body is written in UTF-8, so no other
/// charset is accepted. No other parameter is accepted either, because its effect on the values in the body is unknown.
/// </summary>
internal static class AnswerContent
{
    public const string Plain = "text/plain";
    public const string Json = "application/json";

    private const string Token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static readonly Regex MediaType = new(
        $@"\A(?<name>{Token}/{Token})(?:[ \t]*;[ \t]*charset=(?:utf-8|""utf-8""))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    public static bool IsMediaType(string content) => MediaType.IsMatch(content);

    /// <summary>
    /// Returns whether the type is plain text, in which a value cannot become code, because it is not interpreted as another type.
    /// </summary>
    public static bool IsPlain(string content) => IsOf(content, Plain);

    public static bool IsJson(string content) => IsOf(content, Json);

    private static bool IsOf(string content, string name) =>
        MediaType.Match(content) is { Success: true } match && match.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase);
}

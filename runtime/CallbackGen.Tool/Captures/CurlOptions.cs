using System.Collections.Frozen;

namespace CallbackGen.Tool.Captures;

/// <summary>Classifies the options of curl (see its manual): supported, ignored, or refused.</summary>
internal static class CurlOptions
{
    /// <summary>Short options by their long names.</summary>
    private static readonly FrozenDictionary<char, string> LongNames = new Dictionary<char, string>
    {
        ['X'] = "--request",
        ['H'] = "--header",
        ['d'] = "--data",
        ['G'] = "--get",
        ['u'] = "--user",
        ['F'] = "--form",
        ['T'] = "--upload-file",
        ['A'] = "--user-agent",
        ['e'] = "--referer",
        ['b'] = "--cookie",
        ['I'] = "--head",
        ['K'] = "--config",
        ['r'] = "--range",
        ['o'] = "--output",
        ['w'] = "--write-out",
        ['m'] = "--max-time",
        ['x'] = "--proxy",
        ['D'] = "--dump-header",
        ['c'] = "--cookie-jar",
        ['E'] = "--cert",
        ['s'] = "--silent",
        ['S'] = "--show-error",
        ['v'] = "--verbose",
        ['i'] = "--include",
        ['k'] = "--insecure",
        ['L'] = "--location",
        ['f'] = "--fail",
        ['g'] = "--globoff",
        ['N'] = "--no-buffer",
        ['O'] = "--remote-name",
        ['q'] = "--disable",
        ['4'] = "--ipv4",
        ['6'] = "--ipv6",
        ['0'] = "--http1.0",
    }.ToFrozenDictionary();

    /// <summary>Options with a value that do not change the method, the address, the body or a field that a feed reads.</summary>
    private static readonly FrozenSet<string> IgnoredWithValue = new[]
    {
        "--output",
        "--write-out",
        "--max-time",
        "--connect-timeout",
        "--proxy",
        "--dump-header",
        "--cookie-jar",
        "--cert",
        "--key",
        "--cacert",
        "--retry",
        "--retry-delay",
        "--resolve",
        "--max-redirs",
        "--connect-to",
        "--interface",
        "--stderr",
        "--trace",
        "--trace-ascii",
        "--range",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Options without a value that do not change the method, the address, the body or a field that a feed reads.</summary>
    private static readonly FrozenSet<string> Ignored = new[]
    {
        "--silent",
        "--show-error",
        "--verbose",
        "--include",
        "--insecure",
        "--location",
        "--fail",
        "--fail-with-body",
        "--globoff",
        "--no-buffer",
        "--remote-name",
        "--disable",
        "--ipv4",
        "--ipv6",
        "--http1.0",
        "--http1.1",
        "--http2",
        "--http3",
        "--compressed",
        "--no-progress-meter",
        "--progress-bar",
        "--path-as-is",
        "--tlsv1.2",
        "--tlsv1.3",
        "--no-keepalive",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Options with a value that <see cref="CurlCommand"/> supports.</summary>
    private static readonly FrozenSet<string> HonouredWithValue = new[]
    {
        "--request",
        "--header",
        "--data",
        "--data-ascii",
        "--data-raw",
        "--data-binary",
        "--data-urlencode",
        "--json",
        "--url",
        "--url-query",
        "--user",
        "--user-agent",
        "--referer",
        "--cookie",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Options without a value that <see cref="CurlCommand"/> supports.</summary>
    private static readonly FrozenSet<string> Honoured = new[] { "--get", "--head" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Returns the long name of a short option, or null.</summary>
    public static string? LongName(char letter) => LongNames.GetValueOrDefault(letter);

    public static bool IsIgnored(string name) => Ignored.Contains(name) || IgnoredWithValue.Contains(name);

    public static bool HasValue(string name) =>
        IgnoredWithValue.Contains(name) || HonouredWithValue.Contains(name) || RefusalOf(name) is not null;

    public static bool IsKnown(string name) => IsIgnored(name) || HonouredWithValue.Contains(name) || Honoured.Contains(name);

    /// <summary>Returns why a command with this option cannot be converted to a request; null for any other option.</summary>
    public static string? RefusalOf(string name) =>
        name switch
        {
            "--form" or "--form-string" =>
                "curl makes the boundary of a multipart form itself, so the bytes that were sent are not known from the "
                    + "command. Capture the request as raw HTTP, or by \"callbackgen capture\".",
            "--upload-file" => "a file is uploaded, which is no callback.",
            "--config" => "options are in another file. Write them into the command.",
            "--variable" or "--expand-data" or "--expand-url" or "--expand-header" => "curl replaces variables. Write the sent values.",
            _ => null,
        };
}

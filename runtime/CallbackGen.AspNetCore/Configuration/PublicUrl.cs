namespace CallbackGen.AspNetCore;

/// <summary>
/// The address at which providers call the application. It comes from configuration, because a server behind a proxy sees
/// another, and whatever headers tell of the first one anybody can send. It is kept as text: a signature covers the very
/// characters that the provider was given, and <see cref="Uri"/> would normalise them.
/// </summary>
internal static class PublicUrl
{
    /// <summary>What a public URL must be like, to follow its name in a message.</summary>
    public const string Rule =
        "must be an absolute http or https address without query or fragment, such as https://shop.example or https://shop.example/pay";

    public static bool IsValid(string url) =>
        // A backslash or a space would pass, and be corrected, where the provider may correct it otherwise or not at all.
        !url.Any(character => character is '?' or '#' or '\\' || char.IsWhiteSpace(character) || char.IsControl(character))
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && url.StartsWith($"{address.Scheme}://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The URL as the provider calls it.</summary>
    /// <param name="publicUrl">The public URL.</param>
    /// <param name="target">Path and query as received.</param>
    public static string Join(string publicUrl, string target) => publicUrl.TrimEnd('/') + target;
}

namespace CallbackGen.AspNetCore;

/// <summary>
/// The address at which providers call the application. It comes from configuration: a server behind a proxy sees another address,
/// and any client can send the forwarding headers. It is stored as text: a signature covers the exact characters that the provider
/// was given, and <see cref="Uri"/> would normalize them.
/// </summary>
internal static class PublicUrl
{
    /// <summary>The rule for a public URL, as the end of a message that begins with its name.</summary>
    public const string Rule =
        "must be an absolute http or https address without query or fragment, such as https://shop.example or https://shop.example/pay";

    public static bool IsValid(string url) =>
        // Uri would accept and correct a backslash or a space; the provider may correct it differently or not at all.
        !url.Any(character => character is '?' or '#' or '\\' || char.IsWhiteSpace(character) || char.IsControl(character))
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && url.StartsWith($"{address.Scheme}://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the URL that the provider calls.</summary>
    /// <param name="publicUrl">The public URL.</param>
    /// <param name="target">Path and query as received.</param>
    public static string Join(string publicUrl, string target) => publicUrl.TrimEnd('/') + target;
}

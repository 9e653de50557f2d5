using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Testing;
using CallbackGen.Testing.Signing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Keys;
using Text = System.Text.RegularExpressions.Regex;
using TextOptions = System.Text.RegularExpressions.RegexOptions;

namespace CallbackGen.Tool.Capturing;

/// <summary>
/// Selects the parts of a captured request that may be published in a test: only those that the feed reads, signed with made-up
/// keys.
/// </summary>
internal static class PublicTest
{
    /// <summary>Creates random keys of the kinds that a feed declares.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="values">The configured texts. Those that the schema does not declare as secret are kept.</param>
    /// <returns>The keys; null when they cannot be created.</returns>
    public static CallbackTestKeys? MakeUpKeys(CallbackFeed feed, IReadOnlyList<KeyValue> values)
    {
        try
        {
            return CallbackTestKeys.Create(
                feed,
                feed.Definition.Keys.Select(key =>
                    KeyValuePair.Create(
                        key.Name,
                        (IsOpen(key) ? values.FirstOrDefault(value => value.Name == key.Name)?.Text : null)
                            ?? KeyMaterial.Generate(feed.Definition, key)
                    )
                )
            );
        }
        catch (Exception unmade)
            when (unmade is CallbackSigningException or CallbackKeyException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns whether a feed reads a header field of a request: its content type, or a field that its schema names.
    /// </summary>
    /// <param name="schema">The schema, or the part of it that declares sources.</param>
    /// <param name="header">The field's name.</param>
    public static bool ReadsHeader(string schema, string header) =>
        header.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
        || Text.IsMatch(
            schema,
            $@"header:{Text.Escape(header)}(?![A-Za-z0-9_.!#$%&'*+^`~-])",
            TextOptions.IgnoreCase | TextOptions.CultureInvariant
        );

    /// <summary>Returns whether a feed reads the query of a request.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="schema">The schema, or the part of it that declares sources.</param>
    public static bool ReadsQuery(CallbackFeed feed, string schema) =>
        schema.Contains("query:", StringComparison.Ordinal)
        || feed.Definition.Receive.Any(transport => transport.Content == CallbackContent.Query);

    /// <summary>Returns whether a feed reads the address or the path of a request.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="schema">The schema, or the part of it that declares sources.</param>
    public static bool ReadsAddress(CallbackFeed feed, string schema) =>
        feed.Definition.SignsUrl || schema.Contains("{path", StringComparison.Ordinal) || schema.Contains("{url", StringComparison.Ordinal);

    /// <summary>
    /// Returns the name of a secret that appears in a request and is not one of the test's keys; null when none appears.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request of the test.</param>
    /// <param name="values">The configured texts of the feed's keys.</param>
    /// <param name="published">The keys of the test.</param>
    public static string? SecretIn(
        CallbackFeed feed,
        Capture request,
        IReadOnlyList<KeyValue> values,
        IReadOnlyList<KeyValuePair<string, string>> published
    )
    {
        var secret = feed
            .Definition.Keys.Where(key => key is { Secret: true, IsPublicKey: false })
            .Select(key => key.Name)
            .ToHashSet(StringComparer.Ordinal);
        var content = Infer.CapturedContent.Of(request);
        return values
            .FirstOrDefault(value =>
                secret.Contains(value.Name) && !published.Contains(KeyValuePair.Create(value.Name, value.Text)) && content.Holds(value.Text)
            )
            ?.Name;
    }

    private static bool IsOpen(CallbackKeyDefinition key) => key is { Secret: false, IsPublicKey: false };
}

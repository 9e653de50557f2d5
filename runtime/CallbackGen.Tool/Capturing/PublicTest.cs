using System.Security.Cryptography;
using CallbackGen.Testing;
using CallbackGen.Testing.Signing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Keys;
using Text = System.Text.RegularExpressions.Regex;
using TextOptions = System.Text.RegularExpressions.RegexOptions;

namespace CallbackGen.Tool.Capturing;

/// <summary>What of a captured request a test has that everybody may read: only what the feed reads, under keys that are made up.</summary>
internal static class PublicTest
{
    /// <summary>Makes up keys of the kinds that a feed declares.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="values">The configured texts, of which those that the schema calls no secret are kept.</param>
    /// <returns>The keys; null where none can be made, as for Ed25519.</returns>
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

    /// <summary>Whether a feed reads a header field of a request: its content type, and what its schema names.</summary>
    /// <param name="schema">The schema, or the part of it that names what is read.</param>
    /// <param name="header">The field's name.</param>
    public static bool ReadsHeader(string schema, string header) =>
        header.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
        || Text.IsMatch(
            schema,
            $@"header:{Text.Escape(header)}(?![A-Za-z0-9_.!#$%&'*+^`~-])",
            TextOptions.IgnoreCase | TextOptions.CultureInvariant
        );

    /// <summary>Whether a feed reads the query of a request.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="schema">The schema, or the part of it that names what is read.</param>
    public static bool ReadsQuery(CallbackFeed feed, string schema) =>
        schema.Contains("query:", StringComparison.Ordinal)
        || feed.Definition.Receive.Any(transport => transport.Content == CallbackContent.Query);

    /// <summary>Whether a feed reads the address or the path of a request.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="schema">The schema, or the part of it that names what is read.</param>
    public static bool ReadsAddress(CallbackFeed feed, string schema) =>
        feed.Definition.SignsUrl || schema.Contains("{path", StringComparison.Ordinal) || schema.Contains("{url", StringComparison.Ordinal);

    /// <summary>The name of a secret that stands in a request and is not one of the test's; null when none does.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request as the test has it.</param>
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

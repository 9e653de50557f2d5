using System.Security.Cryptography;
using CallbackGen.Testing;
using CallbackGen.Testing.Cases;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Sending;

/// <summary>The keys that a command signs with.</summary>
internal static class SigningKeys
{
    /// <summary>Returns the configured keys of a feed.</summary>
    /// <param name="keys">The configured keys. For a public key it must be the private key, in PEM.</param>
    /// <param name="feed">The feed.</param>
    /// <exception cref="ToolException">A key is missing, or cannot be used.</exception>
    public static CallbackTestKeys Configured(ToolKeys keys, CallbackFeed feed)
    {
        if (keys.FindUndeclared([feed]) is { Count: > 0 } undeclared)
            throw new ToolException(ExitCode.Usage, undeclared);
        var configured = keys.Of(feed);
        if (configured.Missing.Count > 0 && feed.Definition.Keys.Count > 0)
            throw new ToolException(
                ExitCode.Usage,
                [.. configured.Missing, $"{ToolKeys.Remedy(feed)} \"send --test-keys\" signs with those that the schema's tests publish."]
            );
        return Create(feed, configured.Values.Select(value => KeyValuePair.Create(value.Name, value.Text)));
    }

    /// <summary>Returns the keys that a schema's tests publish.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="test">The test with the keys; null for the first with an accepted callback.</param>
    /// <exception cref="ToolException">No test has keys.</exception>
    public static CallbackTestKeys Published(CompiledFeed feed, FeedTest? test)
    {
        test ??= Tests(feed).FirstOrDefault(one => one is { IsGenuine: true, Keys.Count: > 0 });
        if (test is null || (test.Keys.Count == 0 && feed.Feed.Definition.Keys.Count > 0))
            throw new ToolException(ExitCode.Usage, $"--test-keys: no test of {feed.Feed.Name}'s schema has keys. Name them by --key.");
        return Create(feed.Feed, test.Keys);
    }

    /// <summary>Returns the tests of a feed's schema; none when they are invalid, which the compiler reports.</summary>
    public static IReadOnlyList<FeedTest> Tests(CompiledFeed feed) => [.. Captures(feed).Select(capture => capture.Test!)];

    /// <summary>Returns the requests of the tests.</summary>
    public static IReadOnlyList<Capture> Captures(CompiledFeed feed)
    {
        try
        {
            return SchemaTests.Read(feed.Schema);
        }
        catch (CaptureFaultException)
        {
            return [];
        }
    }

    private static CallbackTestKeys Create(CallbackFeed feed, IEnumerable<KeyValuePair<string, string>> values)
    {
        try
        {
            return CallbackTestKeys.Create(feed, values);
        }
        catch (CallbackKeyException unusable)
        {
            throw new ToolException(ExitCode.Usage, unusable.Message, unusable);
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException)
        {
            throw new ToolException(
                ExitCode.Usage,
                $"A private key of {feed.Name} is no key in PEM (RFC 7468) of the kind that its schema names.",
                unusable
            );
        }
    }
}

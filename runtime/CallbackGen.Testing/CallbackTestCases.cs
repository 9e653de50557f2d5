using CallbackGen.Testing.Cases;

namespace CallbackGen.Testing;

/// <summary>
/// Theory data for any feed: the tests in its schema file and, for each request that must be accepted, one tampered twin per signed
/// member: a copy in which that member is changed.
/// </summary>
/// <remarks>
/// Tampered twins are created for JSON, both kinds of forms, queries and tokens. For XML, texts and handshakes, they are those of
/// the schema's own <c>tamper</c> entries. The package copies the schema files of the referenced projects to the folder
/// <c>callbacks</c> beside the tests.
/// </remarks>
public static class CallbackTestCases
{
    /// <summary>Returns the tests in a feed's schema file, each with its own keys and at its own time.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="schemaFile">The schema file; the one beside the tests when null.</param>
    /// <returns>The cases.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    /// <exception cref="FileNotFoundException">There is no schema file.</exception>
    /// <exception cref="InvalidOperationException">The schema has no request that must be accepted.</exception>
    public static IReadOnlyList<CallbackTestCase> Of(CallbackFeed feed, string? schemaFile = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return [.. TestsOf(feed, schemaFile, _ => true).SelectMany(test => Of(feed, test))];
    }

    /// <summary>
    /// Returns cases for a running program: the requests that must be accepted, signed anew with the program's configured keys, and
    /// their tampered twins.
    /// </summary>
    /// <param name="keys">
    /// The keys of one or several feeds, whose cases follow one another. The program is configured with
    /// <see cref="CallbackTestKeys.ToConfiguration"/>.
    /// </param>
    /// <param name="clock">The program's clock; the system's when null.</param>
    /// <param name="schemaFile">The schema file of the one feed; those beside the tests when null.</param>
    /// <returns>The cases. A request whose schema declares its path, because it is signed, has that path.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    /// <exception cref="ArgumentException">A schema file is named, and the keys are those of several feeds.</exception>
    /// <exception cref="CallbackSigningException">A request cannot be signed with the keys.</exception>
    /// <exception cref="FileNotFoundException">There is no schema file.</exception>
    /// <exception cref="InvalidOperationException">The schema has no request that must be accepted.</exception>
    public static IReadOnlyList<CallbackTestCase> Signed(CallbackTestKeys keys, TimeProvider? clock = null, string? schemaFile = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (schemaFile is not null && keys.Each.Count > 1)
            throw new ArgumentException(
                $"One schema file is that of one feed, and the keys are those of {keys.Names}: make the cases of each, by Of(feed).",
                nameof(schemaFile)
            );
        clock ??= TimeProvider.System;
        var signer = new CallbackSigner(keys, clock);
        var cases = new List<CallbackTestCase>();
        foreach (var own in keys.Each)
        {
            foreach (var test in TestsOf(own.Feed, schemaFile, test => test.IsGenuine))
            {
                var genuine = new CallbackTestCase(
                    test.Name,
                    own.Feed,
                    signer.Sign(own, test.Request, claims: null),
                    own.Keys,
                    clock,
                    isGenuine: true
                )
                {
                    IsHandshake = test.IsHandshake,
                };
                cases.Add(genuine);
                cases.AddRange(Twins.Of(genuine, test));
            }
        }

        return cases;
    }

    /// <summary>Returns one test of a schema, followed by its tampered twins.</summary>
    internal static IReadOnlyList<CallbackTestCase> Of(CallbackFeed feed, FeedTest test)
    {
        if (!CallbackKeys.TryCreate(feed, test.Keys, CallbackTestKeys.AllowWeakKey, out var keys, out _))
            keys = CallbackKeys.Empty;
        var own = new CallbackTestCase(test.Name, feed, test.Request, keys, test.Clock, test.IsGenuine)
        {
            IsHandshake = test.IsHandshake,
            Expected = test.Answer,
            Reason = Enum.TryParse<CallbackRejectionReason>(test.Reason, out var reason) ? reason : null,
        };
        return test.IsGenuine ? [own, .. Twins.Of(own, test)] : [own];
    }

    /// <summary>Throws when there is no test: a theory without rows proves nothing, and some runners pass it.</summary>
    private static List<FeedTest> TestsOf(CallbackFeed feed, string? schemaFile, Func<FeedTest, bool> isWanted)
    {
        var tests = FeedTest.Of(CopiedSchemas.Read(feed, schemaFile)).Where(isWanted).ToList();
        return tests.Exists(test => test is { IsGenuine: true, IsHandshake: false })
            ? tests
            : throw new InvalidOperationException(
                $"The schema of {feed.Name} has no request that must be taken: add one that the provider published to its \"tests\"."
            );
    }
}

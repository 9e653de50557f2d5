using System.Text.Json.Nodes;
using CallbackGen.Definitions;
using CallbackGen.Testing;
using CallbackGen.Testing.Cases;
using CallbackGen.Testing.Editing;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Infer;

/// <summary>A drafted schema whose scheme is proven.</summary>
/// <param name="Text">The schema with its tests.</param>
/// <param name="Findings">The compiler's diagnostics.</param>
/// <param name="Twins">The number of tampered copies that were rejected.</param>
/// <param name="Untested">Captures that are not tests of it.</param>
internal sealed record ProvenSchema(string Text, IReadOnlyList<Finding> Findings, int Twins, IReadOnlyList<UntestedCapture> Untested);

/// <summary>A guess that was not proven.</summary>
/// <param name="Guess">The guess.</param>
/// <param name="Why">The reason.</param>
/// <param name="Fits">The number of captures that it fits.</param>
/// <param name="Misfits">The names of the captures that it does not fit.</param>
internal sealed record UnprovenGuess(SchemeGuess Guess, string Why, int Fits, IReadOnlyList<string> Misfits);

/// <summary>
/// Proves a guess: the schema compiles, and its verifier accepts every capture, and rejects tampered copies, other keys and
/// missing signatures.
/// </summary>
internal sealed class SchemeProof(ToolHost host, SchemaDraft draft, CapturedTests captures, InferenceTask task)
{
    private const string WeakKey = "the captures' own keys, regardless of their length";

    /// <summary>Returns the proven schema, or the reason why the guess is not proven.</summary>
    public (ProvenSchema? Schema, UnprovenGuess? Unproven) Prove(SchemeGuess guess, CancellationToken cancellationToken)
    {
        var keys = KeysOf(guess);
        var why = "";
        foreach (var named in (NameGuesses[])[NameGuesses.RolesAndKey, NameGuesses.Roles, NameGuesses.None])
        {
            using var compiled = host.Compiler.Compile([new SchemaSource(task.Path, draft.Write(guess, null, named))], cancellationToken);
            if (compiled.HasErrors || compiled.Feeds is not [{ Feed: var feed }])
            {
                why =
                    compiled.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error)?.Message ?? "the schema gives no feed";
                continue;
            }

            return Prove(guess, named, feed, keys, cancellationToken);
        }

        return (null, new(guess, why, 0, []));
    }

    private (ProvenSchema? Schema, UnprovenGuess? Unproven) Prove(
        SchemeGuess guess,
        NameGuesses named,
        CallbackFeed feed,
        JsonObject keys,
        CancellationToken cancellationToken
    )
    {
        var given = captures.AsGiven(guess, feed, keys);
        if (given.Count == 0)
            return (null, new(guess, "no capture is a text, so that none can be a test of the schema", 0, []));
        var twins = 0;
        var misfits = new List<(string Name, string Fault)>();
        foreach (var one in given)
        {
            if (Fault(guess, feed, one.Read(), ref twins) is { } fault)
                misfits.Add((one.Capture.Name, fault));
        }

        if (misfits.Count > 0)
            return (
                null,
                new(
                    guess,
                    $"{misfits[0].Name} is {misfits[0].Fault}",
                    given.Count - misfits.Count,
                    [.. misfits.Select(misfit => misfit.Name)]
                )
            );
        var (tests, untested) = task.PublishesKeys ? (given, captures.Untested()) : captures.SignedAgain(given, feed);
        var text = draft.Write(guess, new([.. tests.Select(one => one.Test)]), named);
        using var whole = host.Compiler.Compile([new SchemaSource(task.Path, text)], cancellationToken);
        return whole.HasErrors
            ? (null, new(guess, whole.Findings.First(finding => finding.Severity == Severity.Error).Message, 0, []))
            : (new(text, whole.Findings, twins, untested), null);
    }

    private static string? Fault(SchemeGuess guess, CallbackFeed feed, FeedTest test, ref int twins)
    {
        if (!CallbackKeys.TryCreate(feed, test.Keys, WeakKey, out var keys, out var problems))
            return $"not looked at: {string.Join(' ', problems)}";
        var genuine = new CallbackTestCase(test.Name, feed, test.Request, keys, test.Clock, isGenuine: true);
        if (!genuine.Verify().TryGetValue(out _, out var refused))
            return $"refused, {refused.Reason}";
        foreach (var twin in Twins.Of(genuine, test))
        {
            if (twin.Verify().TryGetValue(out _, out _))
                return $"taken too when it is changed ({twin.Name})";
            twins++;
        }

        foreach (var other in Others(guess, feed, test))
        {
            if (other.TryGetValue(out _, out _))
                return "taken too under another key, with another signature or another body";
            twins++;
        }

        return null;
    }

    /// <summary>
    /// Verifies the request with other keys, with another signature and, when the whole body is signed, with another body.
    /// </summary>
    private static IEnumerable<CallbackResult<IReadOnlyList<CallbackMessage>>> Others(SchemeGuess guess, CallbackFeed feed, FeedTest test)
    {
        var secrets = feed
            .Definition.Keys.Where(key => key.Secret && key.Encoding is CallbackKeyEncoding.Utf8)
            .Select(key => key.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (
            secrets.Count > 0
            && CallbackKeys.TryCreate(
                feed,
                test.Keys.Select(key => secrets.Contains(key.Key) ? KeyValuePair.Create(key.Key, key.Value + "x") : key),
                WeakKey,
                out var keys,
                out _
            )
        )
            yield return feed.VerifyMessages(test.Request, keys, test.Clock);
        CallbackKeys.TryCreate(feed, test.Keys, WeakKey, out var own, out _);
        if (guess.From.StartsWith("header:", StringComparison.Ordinal))
            yield return feed.VerifyMessages(
                test.Request.With(headers: Without(test.Request, guess.From["header:".Length..])),
                own,
                test.Clock
            );
        if (guess.Verify["message"]?.ToJsonString().Contains("{rawBody", StringComparison.Ordinal) == true)
            yield return feed.VerifyMessages(test.Request.With(body: (byte[])[.. test.Request.Body.Span, (byte)'x']), own, test.Clock);
    }

    private static CallbackHeaders Without(CallbackRequest request, string name) =>
        CallbackHeaders.From(
            request
                .Headers.Names.Where(header => !header.Equals(name, StringComparison.OrdinalIgnoreCase))
                .SelectMany(header => request.Headers.GetValues(header).Select(value => KeyValuePair.Create(header, value ?? "")))
        );

    private JsonObject KeysOf(SchemeGuess guess)
    {
        var keys = new JsonObject();
        foreach (var name in guess.Keys.Select(key => key.Key))
            keys[name] = task.Keys.First(key => key.Name == name).Text;
        return keys;
    }
}

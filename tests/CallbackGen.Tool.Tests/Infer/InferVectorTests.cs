using System.Diagnostics;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Infer;

/// <summary>The schema that <c>infer</c> derives from each published request and its key.</summary>
public sealed class InferVectorTests(ITestOutputHelper output) : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact]
    public async Task Of_the_published_requests_most_give_a_schema_that_takes_them_and_refuses_their_twins()
    {
        var vectors = PublishedVector.All();
        var found = new List<string>();
        var open = new List<string>();
        foreach (var vector in vectors)
        {
            var watch = Stopwatch.StartNew();
            var run = await InferAsync(vector);
            var schema = SchemaSource.Read(_folder.PathOf("out/vector.of.callback.json"));
            if (run.ExitCode == ExitCode.Good)
            {
                Check(vector, schema);
                found.Add(vector.Name);
            }
            else
            {
                // An undetermined scheme is reported: the schema is complete except for the part that a person must fill in.
                Assert.Equal(ExitCode.Found, run.ExitCode);
                using var compiled = Shared.Compiler.Compile([schema]);
                Assert.Equal("CBG0007", Assert.Single(compiled.Findings, finding => finding.Severity == Severity.Error).Rule);
                open.Add(vector.Name);
            }

            output.WriteLine(
                $"{vector.Name}: {(run.ExitCode == ExitCode.Good ? "proven" : "open")} after "
                    + $"{watch.Elapsed.TotalSeconds:0.0} s. {run.Lines.Skip(1).FirstOrDefault()} "
                    + $"{run.Lines.LastOrDefault(line => line.StartsWith("A scheme", StringComparison.Ordinal))}"
            );
        }

        output.WriteLine(
            $"infer: {found.Count} of {vectors.Count} published requests ({100.0 * found.Count / vectors.Count:0} %). "
                + $"Open: {string.Join(", ", open)}."
        );
        Assert.True(found.Count >= 0.9 * vectors.Count, $"only {found.Count} of {vectors.Count}; open are {string.Join(", ", open)}");
    }

    private static void Check(PublishedVector vector, SchemaSource schema)
    {
        using var compiled = Shared.Compiler.Compile([schema]);
        Assert.False(compiled.HasErrors, $"{vector.Name}: {string.Join("; ", compiled.Findings)}");
        var feed = Assert.Single(compiled.Feeds).Feed;
        // If neither the vector nor the capture has a time of sending, the schema's test uses the signed time.
        var clock = CaptureReader
            .Read(
                new ToolHost
                {
                    Out = TextWriter.Null,
                    Error = TextWriter.Null,
                    Folder = Path.GetDirectoryName(schema.Path)!,
                },
                schema.Path
            )
            .SingleOrThrow()
            .ClockOr(TimeProvider.System);
        var keys = CallbackKeys.Create(
            feed,
            vector.Keys.Where(key => feed.Definition.Keys.Any(declared => declared.Name == key.Key)),
            "the keys of published vectors are short"
        );

        Assert.True(feed.VerifyMessages(vector.Request(), keys, clock).TryGetValue(out _, out var refused), $"{vector.Name}: {refused}");
        foreach (var tamper in vector.Tamper)
            Assert.False(feed.VerifyMessages(vector.Request(tamper), keys, clock).TryGetValue(out _, out _), $"{vector.Name}: {tamper}");
    }

    private async Task<ToolRun> InferAsync(PublishedVector vector)
    {
        _folder.Write("vector.callback", CallbackFile.Write(vector.Capture));
        _folder.Variables.Clear();
        foreach (var (name, text) in vector.Keys)
            _folder.Variables[$"KEY_{name}"] = text;
        return await _folder.RunAsync([
            "infer",
            "vector.callback",
            "--provider",
            "Vector",
            "--feed",
            "Of",
            "--out",
            "out/",
            "--force",
            "--publish-key",
            .. vector.Keys.SelectMany(key => (string[])["--key", $"{key.Key}=env:KEY_{key.Key}"]),
        ]);
    }
}

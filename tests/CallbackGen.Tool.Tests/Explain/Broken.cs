using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>A genuine request that no longer verifies.</summary>
internal sealed class Broken : IDisposable
{
    private readonly CompiledFeeds? _compiled;

    private Broken(Subject subject, CompiledFeeds? compiled) => (Subject, _compiled) = (subject, compiled);

    public Subject Subject { get; }

    public void Dispose() => _compiled?.Dispose();

    /// <summary>A request with faults; null if it still verifies, or the schema is no longer valid.</summary>
    public static Broken? Of(Subject genuine, params Breakage[] breakages)
    {
        var subject = genuine;
        foreach (var breakage in breakages)
        {
            if (breakage.Apply(subject) is not { } broken)
                return null;
            subject = broken;
        }

        // Each fault must be effective on its own: a fault that changes neither the message nor the signature does not count.
        if (breakages.Length > 1 && !Array.TrueForAll(breakages, breakage => Of(genuine, breakage) is { } alone && Disposed(alone)))
            return null;
        CompiledFeeds? compiled = null;
        if (!ReferenceEquals(subject.Schema, genuine.Schema))
        {
            compiled = Shared.Compiler.Compile([subject.Schema], isAnalyzed: false);
            if (compiled.HasErrors || compiled.Feeds is not [{ Feed.Definition.HasErrors: false } feed])
            {
                compiled.Dispose();
                return null;
            }

            subject = subject with { Feed = feed.Feed };
        }

        if (!subject.Observe().IsAccepted)
            return new(subject, compiled);
        compiled?.Dispose();
        return null;
    }

    private static bool Disposed(Broken broken)
    {
        broken.Dispose();
        return true;
    }
}

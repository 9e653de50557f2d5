using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>The compiler, which is loaded once for all tests.</summary>
internal static class Shared
{
    private static readonly Lazy<FeedCompiler> Loaded = new(FeedCompiler.Load);

    public static FeedCompiler Compiler => Loaded.Value;
}

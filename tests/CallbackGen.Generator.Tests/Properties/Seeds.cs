using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// The seed of random tests. It is constant, so that a failure is caused by a change. The environment variable CALLBACKGEN_SEED, a
/// number, sets another seed, to search further or to repeat a reported failure.
/// </summary>
internal static class Seeds
{
    public static ulong First { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("CALLBACKGEN_SEED"), out var seed) ? seed : 20260101;

    public static string Advice => $"Repeat with CALLBACKGEN_SEED={First}.";

    public static Config Config(int tests) =>
        FsCheck
            .Config.QuickThrowOnFailure.WithMaxTest(tests)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(First), FSharpOption<int>.None)));

    /// <summary>Checks a property for values of a generator.</summary>
    public static void Check<T>(int tests, Gen<T> values, Func<T, IEnumerable<T>> shrink, Action<T> property) =>
        FsCheck.Check.One(Config(tests), Prop.ForAll(Arb.From(values, shrink), property));
}

using System.Runtime.CompilerServices;
using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Assertions about a store.</summary>
internal static class StoreExpectations
{
    public static async Task<CallbackRow> FindAsync(ICallbackStore store, string name) =>
        await store.FindAsync(Hash(name), default)
        ?? throw new CallbackStoreComplianceException("A callback that was accepted is not found.");

    /// <summary>Stores a callback, and claims it with a long lease.</summary>
    public static async Task<CallbackClaim> ClaimNewAsync(ICallbackStore store, string name, string? order = null)
    {
        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request(), [Callback(name, order: order)], default));
        var claim = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
        Same(Hash(name), claim.Id);
        return claim;
    }

    public static T Single<T>(IReadOnlyList<T> values, [CallerArgumentExpression(nameof(values))] string what = "") =>
        values.Count == 1
            ? values[0]
            : throw new CallbackStoreComplianceException($"{what}: one was expected, and there are {values.Count}.");

    public static void Same<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new CallbackStoreComplianceException($"{what}: {expected} was expected, and it is {actual}.");
    }

    public static void SameList<T>(
        IEnumerable<T> expected,
        IEnumerable<T> actual,
        [CallerArgumentExpression(nameof(actual))] string what = ""
    )
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        if (!left.SequenceEqual(right))
            throw new CallbackStoreComplianceException(
                $"{what}: {string.Join(", ", left)} was expected, and it is {string.Join(", ", right)}."
            );
    }

    public static async Task<Exception> FailAsync(Func<Task> work, [CallerArgumentExpression(nameof(work))] string what = "")
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // The method returns the exception.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }

        throw new CallbackStoreComplianceException($"{what}: an exception was expected.");
    }
}

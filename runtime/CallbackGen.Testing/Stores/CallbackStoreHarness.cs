using CallbackGen.Inbox;

namespace CallbackGen.Testing;

/// <summary>
/// Connects the checks of <see cref="CallbackStoreCompliance"/> to a store. Each check gets a harness of its own, over an empty database.
/// </summary>
public abstract class CallbackStoreHarness : IAsyncDisposable
{
    /// <summary>The clock that the store uses.</summary>
    public virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Opens the store, prepared. A second call opens the store of another program, over the same database.</summary>
    /// <returns>The store. The harness disposes of it.</returns>
    public abstract Task<ICallbackStore> OpenAsync();

    /// <summary>Advances the store's clock, or waits in real time.</summary>
    /// <param name="time">The time.</param>
    /// <returns>A task that completes when the time has passed.</returns>
    public virtual Task WaitAsync(TimeSpan time) => Task.Delay(time);

    /// <summary>Returns an effect that writes a text to the database of the store.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The effect.</returns>
    public abstract CallbackEffect Write(string text);

    /// <summary>Returns the texts that effects have written, sorted.</summary>
    /// <returns>The texts.</returns>
    public abstract Task<IReadOnlyList<string>> ReadEffectsAsync();

    /// <summary>
    /// Runs one effect, so that objects that effects need, such as a table, exist before several run concurrently.
    /// </summary>
    internal Task PrepareEffectsAsync(ICallbackStore store) =>
        store.CommitAsync(StoreSamples.Confirmed("the first of several"), Write("the first of several"), CancellationToken.None);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

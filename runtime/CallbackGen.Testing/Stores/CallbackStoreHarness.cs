using CallbackGen.Inbox;

namespace CallbackGen.Testing;

/// <summary>What the checks of <see cref="CallbackStoreCompliance"/> need of a store. Each check gets a harness of its own, over an empty database.</summary>
public abstract class CallbackStoreHarness : IAsyncDisposable
{
    /// <summary>The clock that the store has.</summary>
    public virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Opens the store, prepared. Opened a second time it is another program's, over the same database.</summary>
    /// <returns>The store. The harness disposes of it.</returns>
    public abstract Task<ICallbackStore> OpenAsync();

    /// <summary>Lets time pass: by the clock that the store has, or in truth.</summary>
    /// <param name="time">How much.</param>
    /// <returns>A task that ends when it has passed.</returns>
    public virtual Task WaitAsync(TimeSpan time) => Task.Delay(time);

    /// <summary>An effect that writes a text to the database of the store.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The effect.</returns>
    public abstract CallbackEffect Write(string text);

    /// <summary>The texts that effects have written, sorted.</summary>
    /// <returns>The texts.</returns>
    public abstract Task<IReadOnlyList<string>> ReadEffectsAsync();

    /// <summary>Writes one, so that what effects need, such as a table, is there before several are written at the same time.</summary>
    internal Task PrepareEffectsAsync(ICallbackStore store) =>
        store.CommitAsync(StoreSamples.Confirmed("the first of several"), Write("the first of several"), CancellationToken.None);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

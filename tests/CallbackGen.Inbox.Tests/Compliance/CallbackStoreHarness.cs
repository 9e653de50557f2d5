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

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>One thing that every store does.</summary>
/// <param name="Name">What it does, as a sentence.</param>
/// <param name="RunAsync">Tries it. It throws <see cref="CallbackStoreComplianceException"/> when the store does not.</param>
public sealed record CallbackStoreCheck(string Name, Func<CallbackStoreHarness, Task> RunAsync)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>A store does not do what every store does.</summary>
/// <param name="message">What it did.</param>
public sealed class CallbackStoreComplianceException(string message) : Exception(message);

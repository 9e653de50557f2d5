namespace CallbackGen.Testing;

/// <summary>One requirement of every store.</summary>
/// <param name="Name">The requirement, as a sentence.</param>
/// <param name="RunAsync">
/// Checks it. It throws <see cref="CallbackStoreComplianceException"/> when the store does not satisfy it.
/// </param>
public sealed record CallbackStoreCheck(string Name, Func<CallbackStoreHarness, Task> RunAsync)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}

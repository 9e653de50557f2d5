namespace CallbackGen.Testing;

/// <summary>
/// The requirements of every <c>ICallbackStore</c>, as checks that any test framework can run: a theory over <see cref="Checks"/>,
/// with a <see cref="CallbackStoreHarness"/> for the store.
/// </summary>
public static class CallbackStoreCompliance
{
    /// <summary>The checks.</summary>
    public static IReadOnlyList<CallbackStoreCheck> Checks { get; } =
    [
        .. AcceptingChecks.All,
        .. QuotaChecks.All,
        .. ClaimingChecks.All,
        .. OrderChecks.All,
        .. BacklogChecks.All,
        .. EffectChecks.All,
        .. ConfirmedChecks.All,
        .. ReconciledChecks.All,
        .. QuarantineChecks.All,
        .. OperatingChecks.All,
        .. RefusedChecks.All,
        .. KeepingChecks.All,
    ];
}

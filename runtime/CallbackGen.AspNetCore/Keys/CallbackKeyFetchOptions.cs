namespace CallbackGen.AspNetCore;

/// <summary>How keys are fetched and looked up.</summary>
public sealed class CallbackKeyFetchOptions
{
    /// <summary>How long fetched keys are used before they are fetched again. An hour by default.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The least time between two attempts at one address, whether they succeed or not and whatever arrives meanwhile. A
    /// minute by default: so long a key that a provider has just published may stay unknown.
    /// </summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long keys are used that cannot be fetched again. A day by default.</summary>
    public TimeSpan UseStaleFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a document or a lookup may take. Five seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a document may be, in bytes. 64 KiB by default.</summary>
    public int MaxBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Whether documents may be fetched from loopback, private and other addresses that are not public. <see langword="false"/>
    /// by default: a name that leads there would let a sender reach into the network.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}

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

    /// <summary>
    /// How many addresses that requests name are asked for the first time in one <see cref="MinInterval"/>, and how many are
    /// asked again of which no key has verified a callback yet. Four by default, for each key. Together with an attempt in the
    /// interval at each address whose key has verified one, that is all that is sent, whatever arrives.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int AddressesPerInterval
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 4;

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

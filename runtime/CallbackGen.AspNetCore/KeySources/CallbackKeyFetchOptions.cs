namespace CallbackGen.AspNetCore;

/// <summary>The limits of fetching and looking up keys.</summary>
public sealed class CallbackKeyFetchOptions
{
    /// <summary>How long fetched keys are used before they are fetched again. One hour by default.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The shortest time between two attempts at one address, successful or not. One minute by default: a key that a provider has
    /// just published may be unknown for that long.
    /// </summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The number of addresses named by requests that are fetched for the first time in one <see cref="MinInterval"/>, and of
    /// addresses that are fetched again although none of their keys has verified a callback yet. Four by default, for each key.
    /// </summary>
    /// <remarks>
    /// In addition, each address whose key has verified a callback is fetched at most once per interval. No other request is sent.
    /// </remarks>
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

    /// <summary>How much longer keys are used that cannot be fetched again. One day by default.</summary>
    public TimeSpan UseStaleFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The time limit of a fetch or a lookup. Five seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest document, in bytes. 64 KiB by default.</summary>
    public int MaxBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Whether documents may be fetched from loopback, private and other non-public addresses. <see langword="false"/> by default:
    /// a host name that resolves to one would let a sender reach into the internal network.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}

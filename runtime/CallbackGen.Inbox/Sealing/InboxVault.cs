using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CallbackGen.Inbox;

/// <summary>
/// Opens the inbox's own key: a random key that is stored wrapped by ASP.NET Core Data Protection, so that a reader of the tables
/// does not have the key.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="ring">Finds the ring that wraps it.</param>
/// <param name="services">The application's services.</param>
internal sealed class InboxVault(ICallbackStore store, InboxRing ring, IServiceProvider services)
{
    private const string Name = "key";

    // PublicationOnly: a ring that is unreachable now may be reachable later.
    private readonly Lazy<IDataProtector> _protector = new(
        () => ring.Find(services).CreateProtector("CallbackGen.Inbox", Name, "v1"),
        LazyThreadSafetyMode.PublicationOnly
    );
    private volatile InboxKey? _key;

    /// <summary>Finds the ring, so that a program without one does not start.</summary>
    /// <exception cref="InvalidOperationException">There is no ring that the inbox can rely on.</exception>
    public void Check() => _ = _protector.Value;

    /// <summary>Returns the key, which is opened once.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InvalidOperationException">The ring cannot open the stored key.</exception>
    public ValueTask<InboxKey> OpenAsync(CancellationToken cancellationToken) =>
        _key is { } key ? new(key) : new(OpenFirstAsync(cancellationToken));

    private async Task<InboxKey> OpenFirstAsync(CancellationToken cancellationToken)
    {
        var fresh = _protector.Value.Protect(RandomNumberGenerator.GetBytes(InboxKey.Bytes));
        var kept = await store.KeepSecretAsync(Name, fresh, cancellationToken);
        return _key = new(Unprotect(kept));
    }

    private byte[] Unprotect(ReadOnlyMemory<byte> kept)
    {
        try
        {
            return _protector.Value.Unprotect(kept.ToArray());
        }
        catch (CryptographicException failure)
        {
            throw new InvalidOperationException(
                "The Data Protection key ring does not open the inbox's key, which the store keeps: the ring was lost, is another "
                    + "application's, or its key was revoked. Restore the ring, with the application name that it had. If it is "
                    + "gone, delete the row of callback_secret: a new key is made then, and the callbacks that wait are set aside, "
                    + "because nothing proves that they are unchanged.",
                failure
            );
        }
    }
}

namespace CallbackGen.AspNetCore;

/// <summary>The addresses from which keys may be fetched.</summary>
internal static class KeyAddress
{
    /// <summary>An address that the schema states, or null when it is none; the compiler has checked it.</summary>
    public static Uri? Parse(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address : null;

    /// <summary>
    /// An address that a request names: https at its usual port, of a host that is listed, without user, query or fragment, and
    /// below a path; spelt as it is understood, so that nothing is understood twice.
    /// </summary>
    public static Uri? Parse(string url, IEnumerable<string> hosts, string path)
    {
        if (Parse(url) is not { } address || !address.IsDefaultPort || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            return null;
        // Dots, escapes, a backslash or a host in capitals are spelt anew when they are parsed.
        return string.Equals(address.AbsoluteUri, url, StringComparison.Ordinal)
            && !address.AbsolutePath.Contains('%', StringComparison.Ordinal)
            && hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
            && address.AbsolutePath.StartsWith(path, StringComparison.Ordinal)
                ? address
                : null;
    }
}

/// <summary>
/// The addresses of one key. A fixed one, or those that requests have named: of these only a few new ones are taken up in an
/// interval, and a few altogether are kept, so that forged requests cannot make anybody fetch.
/// </summary>
internal sealed class AddressBook(Func<Uri, FetchedKeys> create, TimeProvider clock, CallbackKeyFetchOptions options)
{
    private const int MaxAddresses = 16;
    private const int MaxNewPerInterval = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<Uri, FetchedKeys> _entries = [];
    private DateTimeOffset _intervalBegan = DateTimeOffset.MinValue;
    private int _newInInterval;

    public FetchedKeys? Find(Uri address)
    {
        lock (_gate)
            return _entries.GetValueOrDefault(address);
    }

    public FetchedKeys? FindOrAdd(Uri address)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(address, out var known))
                return known;
            var now = clock.GetUtcNow();
            if (_intervalBegan == DateTimeOffset.MinValue || now - _intervalBegan >= options.MinInterval)
                (_intervalBegan, _newInInterval) = (now, 0);
            if (_newInInterval == MaxNewPerInterval)
                return null;
            _newInInterval++;
            // Whoever never gave a key goes first, then the one whose keys are the oldest.
            if (_entries.Count == MaxAddresses)
                _entries.Remove(_entries.MinBy(entry => entry.Value.FetchedAt).Key);
            return _entries[address] = create(address);
        }
    }
}

using System.ComponentModel;
using System.Text;

namespace CallbackGen.Reading;

/// <summary>
/// Finds the index of a name in a list by hash, for objects with so many members that comparing the names one by one would cost more than
/// parsing them. The names are the schema's, so a sender cannot cause collisions. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MemberIndex
{
    private readonly Dictionary<string, int> _indexes;

    /// <summary>Creates the index.</summary>
    /// <param name="names">The names, each once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    public MemberIndex(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _indexes = names.Select((name, index) => (name, index)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Finds a name.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <returns>Its index in the list, or -1.</returns>
    public int Find(ReadOnlySpan<byte> name) => Find(Encoding.UTF8.GetString(name));

    /// <summary>Finds a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its index in the list, or -1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public int Find(string text) => _indexes.GetValueOrDefault(text, -1);
}

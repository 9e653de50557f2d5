using System.Text;

namespace CallbackGen.Reading;

/// <summary>
/// A set of names, each within one object, that finds duplicates in linear time for any names.
/// </summary>
internal struct NameTable
{
    private HashSet<(int Owner, string Name)>? _names;

    /// <summary>Adds a name.</summary>
    /// <param name="name">The name's bytes.</param>
    /// <param name="owner">The number of the object that contains the member.</param>
    /// <returns><see langword="false"/> when the object has a member of that name already.</returns>
    public bool TryAdd(ReadOnlySpan<byte> name, int owner) => (_names ??= []).Add((owner, ToKey(name)));

    /// <summary>Returns a text that differs for different bytes, also when they are not UTF-8.</summary>
    public static string ToKey(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);
}

using System.Runtime.CompilerServices;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Compares objects by reference, independent of their values.</summary>
internal sealed class ByReference : IEqualityComparer<object>
{
    public static ByReference Instance { get; } = new();

    public new bool Equals(object x, object y) => ReferenceEquals(x, y);

    public int GetHashCode(object value) => RuntimeHelpers.GetHashCode(value);
}

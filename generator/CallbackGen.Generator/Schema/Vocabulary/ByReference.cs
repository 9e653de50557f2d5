using System.Runtime.CompilerServices;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Compares objects by reference, independent of their values.</summary>
internal sealed class ByReference : IEqualityComparer<object>
{
    public static ByReference Instance { get; } = new();

    public new bool Equals(object x, object y) => ReferenceEquals(x, y);

#pragma warning disable RS0030 // It is compared within one compilation, and orders nothing.
    public int GetHashCode(object value) => RuntimeHelpers.GetHashCode(value);
#pragma warning restore RS0030
}

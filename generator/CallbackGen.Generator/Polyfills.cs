// netstandard2.0 lacks the type that init accessors and positional records need.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;

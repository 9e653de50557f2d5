namespace CallbackGen.Tests;

/// <summary>
/// The effort of a test that searches. With the variable CALLBACKGEN_DEEP=1 it searches for long; otherwise it takes seconds.
/// </summary>
internal static class Effort
{
    public static bool IsDeep { get; } = Environment.GetEnvironmentVariable("CALLBACKGEN_DEEP") == "1";

    /// <summary>The number of attempts.</summary>
    public static int Of(int quick, int deep) => IsDeep ? deep : quick;
}

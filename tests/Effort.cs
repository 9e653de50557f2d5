namespace CallbackGen.Tests;

/// <summary>
/// How hard a test searches. The variable CALLBACKGEN_DEEP=1 has it search as long as it is worth; else it takes seconds.
/// </summary>
internal static class Effort
{
    public static bool IsDeep { get; } = Environment.GetEnvironmentVariable("CALLBACKGEN_DEEP") == "1";

    /// <summary>How often something is tried.</summary>
    public static int Of(int quick, int deep) => IsDeep ? deep : quick;
}

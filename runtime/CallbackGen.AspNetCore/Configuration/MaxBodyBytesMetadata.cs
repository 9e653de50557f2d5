namespace CallbackGen.AspNetCore;

/// <summary>The largest body of one endpoint's callbacks, in place of what their schemas say.</summary>
internal sealed record MaxBodyBytesMetadata(int MaxBodyBytes)
{
    /// <summary>What a body is ever read up to, whoever says so: as much as a schema may say.</summary>
    public const int Most = 32 * 1024 * 1024;

    /// <summary>What a number of bytes must be.</summary>
    public const string Rule = "must be a whole number of bytes from 1 to 33554432";

    /// <summary>Whether a number of bytes can be one.</summary>
    public static bool IsValid(int bytes) => bytes is >= 1 and <= Most;

    /// <summary>Refuses a number that cannot be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not within the bounds.</exception>
    public static void ThrowIfOutOfBounds(int? bytes)
    {
        if (bytes is { } number && !IsValid(number))
            throw new ArgumentOutOfRangeException(nameof(bytes), number, $"The largest body {Rule}.");
    }
}

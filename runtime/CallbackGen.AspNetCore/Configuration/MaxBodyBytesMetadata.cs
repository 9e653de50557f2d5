namespace CallbackGen.AspNetCore;

/// <summary>The largest body of one endpoint's callbacks, in place of the limit in their schemas.</summary>
internal sealed record MaxBodyBytesMetadata(int MaxBodyBytes)
{
    /// <summary>The upper bound of any limit, in bytes; a schema has the same bound.</summary>
    public const int Most = 32 * 1024 * 1024;

    /// <summary>The rule for a limit, as the end of a message.</summary>
    public const string Rule = "must be a whole number of bytes from 1 to 33554432";

    /// <summary>Whether a number of bytes is a valid limit.</summary>
    public static bool IsValid(int bytes) => bytes is >= 1 and <= Most;

    /// <summary>Throws when a number of bytes is not a valid limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not within the bounds.</exception>
    public static void ThrowIfOutOfBounds(int? bytes)
    {
        if (bytes is { } number && !IsValid(number))
            throw new ArgumentOutOfRangeException(nameof(bytes), number, $"The largest body {Rule}.");
    }
}

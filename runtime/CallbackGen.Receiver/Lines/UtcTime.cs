using System.Globalization;

namespace CallbackGen.Receiver;

/// <summary>Formats times.</summary>
internal static class UtcTime
{
    /// <summary>Formats a time by RFC 3339, in UTC, with milliseconds.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace CallbackGen.Receiver;

/// <summary>Writes times.</summary>
internal static class UtcTime
{
    /// <summary>RFC 3339, in UTC, with milliseconds.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

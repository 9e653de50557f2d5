namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>Cases of the suite that the strict reader rejects on purpose, each with the reason.</summary>
internal static class SuiteExceptions
{
    public static readonly IReadOnlyDictionary<string, string> StricterByDesign = new Dictionary<string, string>(StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, string> Formats = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["validation of date-time strings | a valid date-time with a leap second, UTC"] = "DateTimeOffset has no second 60",
        ["validation of date-time strings | a valid date-time with a leap second, with minus offset"] = "DateTimeOffset has no second 60",
    };

    public static readonly IReadOnlyDictionary<string, string> WithType = new Dictionary<string, string>(StringComparer.Ordinal);
}

namespace CallbackGen.AspNetCore;

/// <summary>The names of the tags. They are stable, because dashboards and alerts depend on them.</summary>
internal static class TelemetryTags
{
    public const string Feed = "callbackgen.feed";
    public const string Outcome = "callbackgen.outcome";
    public const string Reason = "callbackgen.reason";
    public const string Stage = "callbackgen.stage";
    public const string KeyId = "callbackgen.key_id";
    public const string Host = "callbackgen.host";

    /// <summary>The name of the exception's type, by the semantic conventions of OpenTelemetry.</summary>
    public const string ErrorType = "error.type";
}

/// <summary>The values of the outcome tag.</summary>
internal static class TelemetryOutcomes
{
    public const string Accepted = "accepted";
    public const string Empty = "empty";
    public const string Rejected = "rejected";
    public const string Unreadable = "unreadable";
    public const string Failed = "failed";
    public const string Aborted = "aborted";
    public const string Fetched = "fetched";
    public const string Unusable = "unusable";
    public const string HeldBack = "held_back";
}

/// <summary>The values of the error tag when there is no exception.</summary>
internal static class TelemetryErrors
{
    public const string OverQuota = "OverQuota";
    public const string TooOften = "TooOften";
    public const string Full = "Full";
}

/// <summary>The values of the stage tag.</summary>
internal static class TelemetryStages
{
    public const string Verification = "verification";
    public const string Handler = "handler";
    public const string Answer = "answer";
    public const string Store = "store";
    public const string Hook = "hook";
}

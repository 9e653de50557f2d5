namespace CallbackGen.AspNetCore;

/// <content>The public URL, which is held to what keys are held to: without it, what signs it cannot be verified.</content>
public sealed partial class CallbackKeyRing
{
    private volatile string? _publicUrl;

    /// <summary>The public URL in force, or null when none is configured.</summary>
    internal string? PublicUrl => _publicUrl;

    private string PublicUrlPath => $"{_options.SectionPath}:{nameof(CallbackOptions.PublicUrl)}";

    /// <summary>What is wrong with the public URL that is configured; it stops the start.</summary>
    internal IReadOnlyList<string> CheckPublicUrlAtStart() => _options.GetPublicUrlProblem() is { } problem ? [problem] : [];

    /// <summary>The problem that stops the start when a feed's URL is signed and nothing configures it; where keys need not be there, it is logged.</summary>
    internal IReadOnlyList<string> CheckPublicUrlAtStart(CallbackFeed feed)
    {
        if (GetMissingPublicUrl(feed) is not { } missing)
            return [];
        if (_options.RequireKeys)
            return [missing];
        CallbackLog.KeyMissing(_logger, feed.Name, missing);
        return [];
    }

    /// <summary>What to configure for a feed whose URL is signed; null when nothing is missing, and when what is there is wrong.</summary>
    private string? GetMissingPublicUrl(CallbackFeed feed) =>
        feed.Definition.SignsUrl && _publicUrl is null && _options.GetPublicUrlProblem() is null
            ? $"The signature of {feed.Name} covers the URL that the provider calls, and no public URL is configured: set {PublicUrlPath} " +
              "to the application's public address (such as https://shop.example), or give the endpoint one, WithPublicUrl(…)."
            : null;

    private void ReplacePublicUrl(CallbackOptions options)
    {
        if (string.Equals(options.PublicUrl, _publicUrl, StringComparison.Ordinal) && options.GetPublicUrlProblem() is null)
            return;
        var problem = options.GetPublicUrlProblem()
            ?? (options.PublicUrl is null && options.RequireKeys ? $"{PublicUrlPath} is gone." : null);
        if (problem is not null)
        {
            CallbackLog.PublicUrlRefused(_logger, problem);
            return;
        }

        _publicUrl = options.PublicUrl;
        CallbackLog.PublicUrlReloaded(_logger);
    }
}

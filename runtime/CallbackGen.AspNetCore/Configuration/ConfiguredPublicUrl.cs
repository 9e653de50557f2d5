using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>The configured public URL. It is held to what keys are held to: without it, what signs it cannot be verified.</summary>
internal sealed class ConfiguredPublicUrl(ILogger logger)
{
    private volatile string? _inForce;

    /// <summary>The public URL in force, or null when none is configured.</summary>
    public string? InForce => _inForce;

    /// <summary>The configuration key that holds it.</summary>
    public static string PathOf(CallbackOptions options) => $"{options.SectionPath}:{nameof(CallbackOptions.PublicUrl)}";

    /// <summary>Takes what is configured at the start.</summary>
    public void Begin(CallbackOptions options) => _inForce = options.GetPublicUrlProblem() is null ? options.PublicUrl : null;

    /// <summary>What to configure for a feed whose URL is signed; null when nothing is missing, and when what is there is wrong.</summary>
    public string? GetMissing(CallbackFeed feed, CallbackOptions options) =>
        feed.Definition.SignsUrl && _inForce is null && options.GetPublicUrlProblem() is null
            ? $"The signature of {feed.Name} covers the URL that the provider calls, and no public URL is configured: set {PathOf(options)} "
                + "to the application's public address (such as https://shop.example), or give the endpoint one, WithPublicUrl(…)."
            : null;

    /// <summary>The problem that stops the start when a feed's URL is signed and nothing configures it; where keys need not be there, it is logged.</summary>
    public IReadOnlyList<string> CheckAtStart(CallbackFeed feed, CallbackOptions options)
    {
        if (GetMissing(feed, options) is not { } missing)
            return [];
        if (options.RequireKeys)
            return [missing];
        CallbackLog.KeyMissing(logger, feed.Name, missing);
        return [];
    }

    /// <summary>Takes what a reload brings, unless it would have stopped the start.</summary>
    public void Replace(CallbackOptions options)
    {
        if (string.Equals(options.PublicUrl, _inForce, StringComparison.Ordinal) && options.GetPublicUrlProblem() is null)
            return;
        var problem =
            options.GetPublicUrlProblem() ?? (options.PublicUrl is null && options.RequireKeys ? $"{PathOf(options)} is gone." : null);
        if (problem is not null)
        {
            CallbackLog.PublicUrlRefused(logger, problem);
            return;
        }

        _inForce = options.PublicUrl;
        CallbackLog.PublicUrlReloaded(logger);
    }
}

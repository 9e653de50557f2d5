using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The configured public URL. The rules for keys apply to it: without it, signatures that cover the URL cannot be verified.
/// </summary>
internal sealed class ConfiguredPublicUrl(ILogger logger)
{
    private volatile string? _inForce;

    /// <summary>The public URL in force, or null when none is configured.</summary>
    public string? InForce => _inForce;

    /// <summary>The configuration path of the public URL.</summary>
    public static string PathOf(CallbackOptions options) => $"{options.SectionPath}:{nameof(CallbackOptions.PublicUrl)}";

    /// <summary>Puts the URL in force that is configured at the start.</summary>
    public void Begin(CallbackOptions options) => _inForce = options.GetPublicUrlProblem() is null ? options.PublicUrl : null;

    /// <summary>
    /// Returns the configuration that a feed with a signed URL lacks; null when the URL is in force, and when the configured URL is faulty.
    /// </summary>
    public string? GetMissing(CallbackFeed feed, CallbackOptions options) =>
        feed.Definition.SignsUrl && _inForce is null && options.GetPublicUrlProblem() is null
            ? $"The signature of {feed.Name} covers the URL that the provider calls, and no public URL is configured: set "
                + $"{PathOf(options)} to the application's public address (such as https://shop.example), or give the endpoint "
                + "one, WithPublicUrl(…)."
            : null;

    /// <summary>
    /// Returns the problem that stops the start when a feed's URL is signed and no public URL is configured; logs it if keys are
    /// not required.
    /// </summary>
    public IReadOnlyList<string> CheckAtStart(CallbackFeed feed, CallbackOptions options)
    {
        if (GetMissing(feed, options) is not { } missing)
            return [];
        if (options.RequireKeys)
            return [missing];
        CallbackLog.KeyMissing(logger, feed.Name, missing);
        return [];
    }

    /// <summary>Puts the URL of a reload in force, unless it would have stopped the start.</summary>
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

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.AspNetCore;

/// <summary>The options as they are now: made again whenever configuration reloads, and kept when they cannot be.</summary>
internal sealed class FollowedOptions : IDisposable
{
    private readonly IOptionsFactory<CallbackOptions> _factory;
    private readonly Action<CallbackOptions> _reloaded;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private volatile CallbackOptions _current;

    /// <param name="factory">Makes the options.</param>
    /// <param name="sources">Say when they have to be made again.</param>
    /// <param name="reloaded">Is told of newer options, within <see cref="Gate"/>; also while this constructor runs.</param>
    /// <param name="logger">Is told of options that cannot be made.</param>
    public FollowedOptions(
        IOptionsFactory<CallbackOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<CallbackOptions>> sources,
        Action<CallbackOptions> reloaded,
        ILogger logger
    )
    {
        _factory = factory;
        _reloaded = reloaded;
        _logger = logger;

        // Under the lock, so that a reload between subscribing and reading waits and is not lost.
        lock (Gate)
        {
            foreach (var source in sources)
                _subscriptions.Add(ChangeToken.OnChange(source.GetChangeToken, Reload));
            try
            {
                var options = factory.Create(Options.DefaultName);
                // What a reload on this very thread has read meanwhile is newer.
                _current ??= options;
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    /// <summary>What a reload holds. Whoever prepares something of the options holds it too, or a reload in between would not see it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The options.</summary>
    public CallbackOptions Current => _current;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    private void Reload()
    {
        lock (Gate)
        {
            CallbackOptions options;
            try
            {
                options = _factory.Create(Options.DefaultName);
            }
#pragma warning disable CA1031 // Whatever the application's own configure delegates throw, the old keys stay in force.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // Its message may quote configuration, which holds keys.
                CallbackLog.ReloadFailed(_logger, failure.GetType().Name);
                return;
            }

            _current = options;
            _reloaded(options);
        }
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The current options: created again whenever the configuration reloads; the previous ones stay when that fails.
/// </summary>
internal sealed class FollowedOptions : IDisposable
{
    private readonly IOptionsFactory<CallbackOptions> _factory;
    private readonly Action<CallbackOptions> _reloaded;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private volatile CallbackOptions _current;

    /// <param name="factory">Creates the options.</param>
    /// <param name="sources">Signal that the options must be created again.</param>
    /// <param name="reloaded">Receives newer options, while <see cref="Gate"/> is held; also while this constructor runs.</param>
    /// <param name="logger">Logs that options could not be created.</param>
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
                // A reload on this thread may have set newer options meanwhile.
                _current ??= options;
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// The lock that a reload holds. Code that prepares data from the options holds it too; otherwise it would miss a reload in between.
    /// </summary>
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
#pragma warning disable CA1031 // The application's configure delegates may throw any exception; the previous keys stay in force.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // The exception's message may quote the configuration, which contains keys.
                CallbackLog.ReloadFailed(_logger, failure.GetType().Name);
                return;
            }

            _current = options;
            _reloaded(options);
        }
    }
}

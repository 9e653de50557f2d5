using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Handles the signals that stop the program. SIGTERM is sent by a service manager: readiness fails at once, requests are served
/// for the time of <c>Drain</c>, so that a load balancer notices it, and then the host stops. SIGINT is sent by a person: the
/// host stops at once. So does a second signal; a third ends the process. When systemd started the program, it is notified.
/// </summary>
internal sealed partial class ReceiverLifetime(
    DrainTime drain,
    IHostApplicationLifetime application,
    TimeProvider clock,
    ILogger<ReceiverLifetime> logger
) : IHostLifetime, IDisposable
{
    private readonly SystemdNotifier _systemd = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private CancellationTokenRegistration _started;
    private ITimer? _timer;
    private int _signals;

    /// <summary>Whether the program is stopping or draining.</summary>
    public bool IsStopping => Volatile.Read(ref _signals) > 0 || application.ApplicationStopping.IsCancellationRequested;

    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _started = application.ApplicationStarted.Register(() => _systemd.Notify(ServiceState.Ready));
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            _registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = Handle(context.Signal)));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Handles a signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <returns>True when the signal is handled; false when the process should end.</returns>
    public bool Handle(PosixSignal signal)
    {
        var count = Interlocked.Increment(ref _signals);
        if (count == 1)
            _systemd.Notify(ServiceState.Stopping);
        if (count == 1 && signal == PosixSignal.SIGTERM && drain.Time > TimeSpan.Zero)
        {
            Draining(logger, drain.Time.TotalSeconds);
            _timer = clock.CreateTimer(_ => application.StopApplication(), null, drain.Time, Timeout.InfiniteTimeSpan);
            return true;
        }

        // Not on the signal-handling thread, which a handler of "stopping" could block.
        if (count <= 2)
            ThreadPool.UnsafeQueueUserWorkItem(_ => application.StopApplication(), null);
        return count <= 2;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _started.Dispose();
        _timer?.Dispose();
        _registrations.ForEach(registration => registration.Dispose());
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "The program received a signal to stop. It serves requests for {Seconds} s (Drain) while /health/ready answers 503; another "
            + "signal stops it at once.",
        EventName = "Draining"
    )]
    private static partial void Draining(ILogger logger, double seconds);
}

/// <summary>How long requests are served after the program received the signal to stop.</summary>
/// <param name="Time">The time.</param>
internal sealed record DrainTime(TimeSpan Time)
{
    private const string Setting = "Drain";

    /// <summary>Reads <c>Drain</c>, in seconds; the default is 5.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="OptionsValidationException">The value cannot be used.</exception>
    public static DrainTime Read(IConfiguration configuration) =>
        new(TimeSpan.FromSeconds(ReceiverSettings.ReadCount(configuration, Setting, (0, 3600), 5) ?? 5));
}

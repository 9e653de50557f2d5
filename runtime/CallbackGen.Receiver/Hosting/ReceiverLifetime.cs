using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// When the program stops. SIGTERM is of a machine: readiness says so at once, requests are served for the time of <c>Drain</c>, in
/// which a balancer sees it and sends no more, and then the host stops. SIGINT is of a person, who does not wait: the host stops. So
/// does a second signal; a third ends the process. Where systemd has started the program, it is told.
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

    /// <summary>Whether the program stops, or is about to.</summary>
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

    /// <summary>Takes a signal.</summary>
    /// <param name="signal">Which.</param>
    /// <returns>Whether it is dealt with; false where the process is to end.</returns>
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

        // Not on the thread of signals, which a handler of "stopping" could hold up.
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
        "The program was told to stop. It serves requests for {Seconds} s (Drain) while /health/ready answers 503; another "
            + "signal stops it at once.",
        EventName = "Draining"
    )]
    private static partial void Draining(ILogger logger, double seconds);
}

/// <summary>For how long requests are served after the program was told to stop.</summary>
/// <param name="Time">The time.</param>
internal sealed record DrainTime(TimeSpan Time)
{
    private const string Setting = "Drain";

    /// <summary>Reads <c>Drain</c>, in seconds: 5 unless something else is said.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="OptionsValidationException">It cannot be used.</exception>
    public static DrainTime Read(IConfiguration configuration) =>
        new(TimeSpan.FromSeconds(ReceiverSettings.ReadCount(configuration, Setting, (0, 3600), 5) ?? 5));
}

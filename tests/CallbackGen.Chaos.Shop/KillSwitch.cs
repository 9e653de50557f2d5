using System.Diagnostics;

namespace CallbackGen.Chaos.Shop;

/// <summary>Kills this program, as <c>kill -9</c> does, when it reaches a point for the n-th time from now.</summary>
public sealed class KillSwitch
{
    private readonly Lock _lock = new();
    private KillWindow _window;
    private int _left;

    /// <summary>Schedules the kill.</summary>
    /// <param name="window">The point.</param>
    /// <param name="passes">The number of the pass, counted from 1.</param>
    public void Arm(KillWindow window, int passes)
    {
        lock (_lock)
            (_window, _left) = (window, passes);
    }

    /// <summary>Called when the program reaches a point.</summary>
    public void Pass(KillWindow window)
    {
        lock (_lock)
        {
            if (window != _window || --_left > 0)
                return;
            // No other thread passes, and this thread does not continue.
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}

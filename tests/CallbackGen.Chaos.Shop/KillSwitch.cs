using System.Diagnostics;

namespace CallbackGen.Chaos.Shop;

/// <summary>Kills this program, as <c>kill -9</c> does, when it passes a place for the n-th time from now.</summary>
public sealed class KillSwitch
{
    private readonly Lock _lock = new();
    private KillWindow _window;
    private int _left;

    /// <summary>Has the program die.</summary>
    /// <param name="window">Where.</param>
    /// <param name="passes">At which pass, counted from 1.</param>
    public void Arm(KillWindow window, int passes)
    {
        lock (_lock)
            (_window, _left) = (window, passes);
    }

    /// <summary>The program is at a place.</summary>
    public void Pass(KillWindow window)
    {
        lock (_lock)
        {
            if (window != _window || --_left > 0)
                return;
            // Nobody else passes any more, and nothing of this thread's work goes on.
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}

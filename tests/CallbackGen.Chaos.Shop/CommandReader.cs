using System.Globalization;

namespace CallbackGen.Chaos.Shop;

/// <summary>
/// Executes the commands that the tests write to the program's standard input, one per line. At its end, the program stops.
/// </summary>
public sealed class CommandReader(KillSwitch kill, JumpingClock clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Starts a program, prints that it is ready, and executes commands until the input ends.</summary>
    public async Task ServeAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine("ready");
        _ = ReadAsync();
        await app.WaitForShutdownAsync();
    }

    private async Task ReadAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["kill", var window, var passes]:
                    kill.Arm(Enum.Parse<KillWindow>(window), int.Parse(passes, CultureInfo.InvariantCulture));
                    break;
                case ["jump", var seconds]:
                    clock.Jump(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
                    break;
            }

            Console.WriteLine($"did {line}");
        }

        lifetime.StopApplication();
    }
}

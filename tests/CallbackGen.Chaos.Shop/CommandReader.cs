using System.Globalization;

namespace CallbackGen.Chaos.Shop;

/// <summary>What the tests tell the program while it runs, a line each. When they say nothing more they are gone, and it ends.</summary>
public sealed class CommandReader(KillSwitch kill, JumpingClock clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Starts a program, says so, and obeys until it ends.</summary>
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

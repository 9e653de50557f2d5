using CallbackGen.Chaos.Shop;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The parameters of a run.</summary>
internal sealed record ChaosPlan
{
    /// <summary>The largest number of events of any run, if the variable CALLBACKGEN_CHAOS_EVENTS sets it.</summary>
    public static int MostEvents { get; } =
        int.TryParse(System.Environment.GetEnvironmentVariable("CALLBACKGEN_CHAOS_EVENTS"), out var most) ? most : int.MaxValue;

    /// <summary>The least number of sent events.</summary>
    public int Events
    {
        get;
        init => field = Math.Min(value, MostEvents);
    } = Math.Min(Effort.Of(200, 3_000), MostEvents);

    /// <summary>The number of clients that send at the same time.</summary>
    public int Clients { get; init; } = 32;

    /// <summary>The pause of a client after each acknowledged request, until enough events were sent.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>The number of programs that share the store.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>The build of the programs.</summary>
    public ShopBuild Build { get; init; } = ShopBuild.Right;

    /// <summary>One in this many events hangs past its lease, and one fails, at its first attempt; 0 for none.</summary>
    public int TroubleOneIn { get; init; }

    /// <summary>Whether each client's events have one order key, and each is sent after the previous one was acknowledged.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Whether the signature does not cover the events' status, so that the provider is queried.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Runs before the programs start.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    /// <summary>Variables of the program's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

using CallbackGen.Chaos.Shop;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>What a run is made of.</summary>
internal sealed record ChaosPlan
{
    /// <summary>How many events any run needs at the most, where somebody has said so: the variable CALLBACKGEN_CHAOS_EVENTS.</summary>
    public static int MostEvents { get; } =
        int.TryParse(System.Environment.GetEnvironmentVariable("CALLBACKGEN_CHAOS_EVENTS"), out var most) ? most : int.MaxValue;

    /// <summary>How many events are sent at least.</summary>
    public int Events
    {
        get;
        init => field = Math.Min(value, MostEvents);
    } = Math.Min(Effort.Of(200, 3_000), MostEvents);

    /// <summary>How many clients send them at the same time.</summary>
    public int Clients { get; init; } = 32;

    /// <summary>How long a client rests after each request that was acknowledged, until there are enough events.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>How many programs serve them, from one store.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Which build runs.</summary>
    public ShopBuild Build { get; init; } = ShopBuild.Right;

    /// <summary>Of how many events one hangs past its lease, and one fails, when it is handled for the first time; 0 for none.</summary>
    public int TroubleOneIn { get; init; }

    /// <summary>
    /// Whether each client's events are of one key, by which they are ordered, and each is sent when the one before it
    /// was acknowledged.
    /// </summary>
    public bool IsOrdered { get; init; }

    /// <summary>Whether the signature leaves the events' status out, so that the provider is asked.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>What happens before the programs start.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    /// <summary>Variables of the program's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

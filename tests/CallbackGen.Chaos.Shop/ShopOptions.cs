namespace CallbackGen.Chaos.Shop;

/// <summary>The settings that the tests pass to the program.</summary>
public sealed class ShopOptions
{
    /// <summary>The connection string of the database: SQLite, unless <see cref="IsPostgreSql"/>.</summary>
    public required string Connection { get; set; }

    public bool IsPostgreSql { get; set; }

    /// <summary>The folder of the key ring, which all programs of a run share.</summary>
    public required string KeyRing { get; set; }

    /// <summary>The build of this program.</summary>
    public ShopBuild Build { get; set; } = ShopBuild.Right;

    /// <summary>The duration of a callback's lease.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>One in this many events hangs past its lease, and one fails, at its first attempt; 0 for none.</summary>
    public int TroubleOneIn { get; set; }

    /// <summary>Whether the events of one currency are handled in their order.</summary>
    public bool IsOrdered { get; set; }

    /// <summary>The address of the provider's API for events that must be confirmed; null if there are none.</summary>
    public Uri? Provider { get; set; }
}

/// <summary>An implementation of the inbox: the correct one, and faulty ones that the tests must detect.</summary>
public enum ShopBuild
{
    Right = 1,

    /// <summary>Acknowledges a callback before it is stored.</summary>
    AcknowledgesBeforeCommit,

    /// <summary>Marks a callback as handled before it is handled.</summary>
    CompletesBeforeEffect,

    /// <summary>Lets a worker commit after its lease has expired.</summary>
    HasNoFence,

    /// <summary>Ignores the order of callbacks.</summary>
    HasNoOrder,
}

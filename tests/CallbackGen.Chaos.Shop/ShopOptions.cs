namespace CallbackGen.Chaos.Shop;

/// <summary>What the tests tell the program when they start it.</summary>
public sealed class ShopOptions
{
    /// <summary>The connection string of the database: of SQLite, unless <see cref="IsPostgreSql"/>.</summary>
    public required string Connection { get; set; }

    public bool IsPostgreSql { get; set; }

    /// <summary>The folder of the key ring, which all programs of a run share.</summary>
    public required string KeyRing { get; set; }

    /// <summary>Which build this is.</summary>
    public ShopBuild Build { get; set; } = ShopBuild.Right;

    /// <summary>How long a callback is lent.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Of how many events one hangs past its lease, and one fails, when it is handled for the first time; 0 for none.</summary>
    public int TroubleOneIn { get; set; }

    /// <summary>Whether the events of one currency are handled in their order.</summary>
    public bool IsOrdered { get; set; }

    /// <summary>Where the provider's API is, of the events that have to be confirmed; null when there are none.</summary>
    public Uri? Provider { get; set; }
}

/// <summary>A way to build an inbox: one that is right, and those that the tests must notice.</summary>
public enum ShopBuild
{
    Right = 1,

    /// <summary>Says that a callback is stored, and stores it.</summary>
    AcknowledgesBeforeCommit,

    /// <summary>Marks a callback as handled, and handles it.</summary>
    CompletesBeforeEffect,

    /// <summary>Lets a worker commit whose lease has run out.</summary>
    HasNoFence,

    /// <summary>Handles callbacks in whatever order they come.</summary>
    HasNoOrder,
}

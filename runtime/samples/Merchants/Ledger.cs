using Microsoft.EntityFrameworkCore;

namespace Samples.Merchants;

/// <summary>The events of each merchant.</summary>
public sealed class Ledger(DbContextOptions<Ledger> options) : DbContext(options)
{
    public DbSet<LedgerLine> Events => Set<LedgerLine>();

    /// <summary>Creates the table.</summary>
    /// <remarks>EnsureCreated would do nothing, because the file already has the inbox's tables.</remarks>
    public Task PrepareAsync() =>
        Database.ExecuteSqlRawAsync(
            """CREATE TABLE IF NOT EXISTS "Events" ("Id" TEXT PRIMARY KEY, "Account" TEXT NOT NULL, "Type" TEXT NOT NULL)"""
        );
}

/// <summary>An event of a merchant.</summary>
public sealed class LedgerLine
{
    /// <summary>The callback's id in the inbox. One event in two accounts has two ids.</summary>
    public required string Id { get; init; }

    /// <summary>The key set that verified it.</summary>
    public required string Account { get; init; }

    public required string Type { get; init; }
}

using Microsoft.EntityFrameworkCore;

namespace Samples.Merchants;

/// <summary>What happened at each merchant's.</summary>
public sealed class Ledger(DbContextOptions<Ledger> options) : DbContext(options)
{
    public DbSet<LedgerLine> Events => Set<LedgerLine>();

    /// <summary>Makes the table.</summary>
    /// <remarks>Not by EnsureCreated: it makes nothing in a file in which the inbox has its tables already.</remarks>
    public Task PrepareAsync() =>
        Database.ExecuteSqlRawAsync(
            """CREATE TABLE IF NOT EXISTS "Events" ("Id" TEXT PRIMARY KEY, "Account" TEXT NOT NULL, "Type" TEXT NOT NULL)"""
        );
}

/// <summary>An event at a merchant's.</summary>
public sealed class LedgerLine
{
    /// <summary>The callback's id in the inbox. The same event in two accounts is two.</summary>
    public required string Id { get; init; }

    /// <summary>The key set that verified it.</summary>
    public required string Account { get; init; }

    public required string Type { get; init; }
}

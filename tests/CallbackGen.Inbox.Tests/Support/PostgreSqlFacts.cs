namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The part of the class that makes it a test fixture. Benchmarks use the other part.</summary>
public sealed partial class PostgreSqlServer : IAsyncLifetime;

/// <summary>A theory that needs a PostgreSQL server.</summary>
public sealed class PostgreSqlTheoryAttribute : TheoryAttribute
{
    public PostgreSqlTheoryAttribute() => Skip = PostgreSqlServer.WhyNot;
}

/// <summary>A fact that needs a PostgreSQL server.</summary>
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlServer.WhyNot;
}

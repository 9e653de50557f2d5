namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>The parts of storage, queue and messaging libraries that the tests' handlers use.</summary>
internal static class StoreLibraries
{
    /// <summary>The part of the inbox that a handler uses.</summary>
    public const string Inbox = """
        using System.Data.Common;

        namespace Microsoft.AspNetCore.Builder
        {
            public static class StoreFirstExtensions { public static T StoreFirst<T>(this T endpoint)
                where T : IEndpointConventionBuilder => endpoint; }
        }

        namespace CallbackGen.Inbox
        {
            public delegate ValueTask CallbackEffect(DbTransaction transaction, CancellationToken cancellationToken);
            public enum CallbackCommit { Committed, Duplicate, Conflict }
            public interface ICallbackDelivery
            {
                string Id { get; }
                int Attempt { get; }
                Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default);
                Task<CallbackCommit> CommitAsync<T>(Confirmed<T> confirmed, CallbackEffect effect,
                    CancellationToken cancellationToken = default)
                    where T : class, ICallbackPayload<T>;
            }
        }
        """;

    public const string Source = """
        using System.Data;
        using System.Data.Common;
        using System.Linq.Expressions;

        namespace Microsoft.EntityFrameworkCore
        {
            public class DbUpdateException : Exception;
            public abstract class DbSet<T> : IQueryable<T>
            {
                public object Add(T row) => row!;
                public abstract Type ElementType { get; }
                public abstract Expression Expression { get; }
                public abstract IQueryProvider Provider { get; }
                public abstract IEnumerator<T> GetEnumerator();
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
            }
            public class DatabaseFacade
            {
                public Task UseTransactionAsync(DbTransaction? transaction, CancellationToken ct = default) => Task.CompletedTask;
                public void SetDbConnection(DbConnection? connection) { }
                public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct = default) => null!;
                public Task<int> ExecuteSqlAsync(FormattableString sql, CancellationToken ct = default) => Task.FromResult(1);
            }
            public interface IDbContextTransaction : IAsyncDisposable {
                Task CommitAsync(CancellationToken ct = default); Task RollbackAsync(CancellationToken ct = default); }
            public class DbContext
            {
                public DatabaseFacade Database { get; } = new();
                public Task<int> SaveChangesAsync(CancellationToken ct = default) => Task.FromResult(1);
            }
            public interface IDbContextFactory<T> { Task<T> CreateDbContextAsync(CancellationToken ct = default); }
            public class Setters<T> { public Setters<T> SetProperty<TValue>(Func<T, TValue> member, TValue value) => this; }
            public static class Queries
            {
                public static Task<bool> AnyAsync<T>(this IQueryable<T> all, Expression<Func<T, bool>> which,
                    CancellationToken ct = default) =>
                    Task.FromResult(false);
                public static Task<T?> FirstOrDefaultAsync<T>(this IQueryable<T> all, Expression<Func<T, bool>> which,
                    CancellationToken ct = default) =>
                    Task.FromResult<T?>(default);
                public static Task<T> SingleAsync<T>(this IQueryable<T> all, Expression<Func<T, bool>> which,
                    CancellationToken ct = default) =>
                    Task.FromResult<T>(default!);
                public static Task<int> ExecuteUpdateAsync<T>(this IQueryable<T> all, Action<Setters<T>> set,
                    CancellationToken ct = default) =>
                    Task.FromResult(1);
            }
        }

        namespace Dapper
        {
            public static class SqlMapper
            {
                public static Task<int> ExecuteAsync(this IDbConnection connection, string sql, object? param = null,
                    IDbTransaction? transaction = null) =>
                    Task.FromResult(1);
                public static Task<T?> ExecuteScalarAsync<T>(this IDbConnection connection, string sql, object? param = null,
                    IDbTransaction? transaction = null) =>
                    Task.FromResult<T?>(default);
                public static Task<T?> QuerySingleOrDefaultAsync<T>(this IDbConnection connection, string sql,
                    object? param = null, IDbTransaction? transaction = null) =>
                    Task.FromResult<T?>(default);
            }
        }

        namespace StackExchange.Redis
        {
            public enum When { Always, NotExists }
            public interface IDatabase
            {
                Task<bool> KeyExistsAsync(string key);
                Task<bool> StringSetAsync(string key, string value, TimeSpan? expiry = null, When when = When.Always);
            }
        }

        namespace MassTransit
        {
            public interface IPublishEndpoint { Task Publish<T>(T message, CancellationToken ct = default); }
        }

        namespace Hangfire
        {
            public interface IBackgroundJobClient { string Enqueue<T>(Expression<Func<T, Task>> job); }
        }

        namespace Shop
        {
            using Microsoft.EntityFrameworkCore;

            public sealed class Sale { public string Id { get; set; } = ""; public decimal Total { get; set; }
                public OrderState State { get; set; } }
            public sealed class Processed { public Processed() { } public Processed(string key) =>
                Key = key; public string Key { get; set; } = ""; public bool Done { get; set; } }
            public sealed class ShopDb : DbContext
            {
                public DbSet<Sale> Sales => null!;
                public DbSet<Processed> Processed => null!;
            }
            public sealed record Outcome(bool Succeeded, string? Error);
            public sealed record ChargeRequest(string Order, decimal Amount, string IdempotencyKey);
            public sealed class Wallet
            {
                public Task CreditAsync(string user, decimal amount, string? key = null) => Task.CompletedTask;
                public Task ChargeAsync(ChargeRequest request) => Task.CompletedTask;
                public Task<bool> TryCreditAsync(string user, decimal amount) => Task.FromResult(true);
                public Task<Outcome> PayOutAsync(string user, decimal amount) => Task.FromResult(new Outcome(true, null));
                public Task PayAsync(DbTransaction transaction, string order, CancellationToken ct = default) => Task.CompletedTask;
            }
            public sealed class Mailer { public Task SendAsync(string text, CancellationToken ct = default) => Task.CompletedTask; }
            public sealed class Inbox
            {
                public Task<bool> TryAddAsync(string? key, CancellationToken ct = default) => Task.FromResult(true);
                public Task AddAsync(string key, object payload, CancellationToken ct = default) => Task.CompletedTask;
                public Task<bool> ExistsAsync(string? key, CancellationToken ct = default) => Task.FromResult(true);
                public Task MarkProcessedAsync(string? key, CancellationToken ct = default) => Task.CompletedTask;
            }
            public sealed class Fulfilment { public Task RunAsync(string id) => Task.CompletedTask; }
            public interface IBackgroundTaskQueue { ValueTask QueueBackgroundWorkItemAsync(Func<CancellationToken, ValueTask> work); }
        }
        """;
}

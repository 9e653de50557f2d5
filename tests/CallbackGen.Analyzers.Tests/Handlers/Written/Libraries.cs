// Stubs of third-party libraries, with the members that the handlers in this folder use.
using System.Linq.Expressions;

namespace Microsoft.EntityFrameworkCore
{
    public class DbUpdateException : Exception;

    public class DbSet<T> : List<T>
    {
        public Task<T?> FindAsync(object id, CancellationToken ct = default) => Task.FromResult<T?>(default);

        public IQueryable<T> Where(Expression<Func<T, bool>> where) => this.AsQueryable().Where(where);
    }

    public class DatabaseFacade;

    public class DbContext
    {
        public DatabaseFacade Database { get; } = new();

        public Task<int> SaveChangesAsync(CancellationToken ct = default) => Task.FromResult(1);
    }

    public static class RelationalExtensions
    {
        public static Task<int> ExecuteSqlRawAsync(this DatabaseFacade database, string sql, params object[] parameters) => Task.FromResult(1);

        public static Task<int> ExecuteSqlAsync(this DatabaseFacade database, FormattableString sql, CancellationToken ct = default) => Task.FromResult(1);

        public static IQueryable<T> FromSqlRaw<T>(this DbSet<T> set, string sql, params object[] parameters) => set.AsQueryable();

        public static IQueryable<T> FromSql<T>(this DbSet<T> set, FormattableString sql) => set.AsQueryable();
    }

    public static class QueryableExtensions
    {
        public static Task<bool> AnyAsync<T>(this IQueryable<T> all, Expression<Func<T, bool>> which, CancellationToken ct = default) => Task.FromResult(false);

        public static Task<T> SingleAsync<T>(this IQueryable<T> all, Expression<Func<T, bool>> which, CancellationToken ct = default) => Task.FromResult<T>(default!);

        public static Task<int> ExecuteUpdateAsync<T>(this IQueryable<T> all, Action<Setters<T>> set, CancellationToken ct = default) => Task.FromResult(1);
    }

    public class Setters<T>
    {
        public Setters<T> SetProperty<TValue>(Func<T, TValue> member, TValue value) => this;
    }
}

namespace Dapper
{
    public static class SqlMapper
    {
        public static Task<int> ExecuteAsync(this System.Data.IDbConnection connection, string sql, object? param = null, System.Data.IDbTransaction? transaction = null) => Task.FromResult(1);
    }
}

namespace Sentry
{
    public class Scope
    {
        public void SetExtra(string key, object? value) { }

        public void SetTag(string key, string value) { }
    }

    public static class SentrySdk
    {
        public static void ConfigureScope(Action<Scope> configure) { }

        public static void CaptureMessage(string message) { }
    }
}

namespace Hangfire
{
    public static class BackgroundJob
    {
        public static string Enqueue<T>(Expression<Func<T, Task>> job) => "";
    }

    public interface IBackgroundJobClient
    {
        string Enqueue<T>(Expression<Func<T, Task>> job);
    }
}

namespace MediatR
{
    public interface IRequest<TResponse>;

    public interface INotification;

    public interface IRequestHandler<TRequest, TResponse>
    {
        Task<TResponse> Handle(TRequest request, CancellationToken ct);
    }

    public interface INotificationHandler<T>
    {
        Task Handle(T notification, CancellationToken ct);
    }

    public interface IMediator
    {
        Task<TResponse> Send<TResponse>(IRequest<TResponse> request, CancellationToken ct = default);

        Task Publish(INotification notification, CancellationToken ct = default);
    }
}

namespace Wolverine
{
    public interface IMessageBus
    {
        ValueTask PublishAsync(object message);
    }
}

namespace Wolverine.Http
{
    public abstract class WolverineHttpMethodAttribute : Attribute;

    public class WolverinePostAttribute(string route) : WolverineHttpMethodAttribute { public string Route => route; }
}

namespace System
{
    public class BinaryData
    {
        public static Task<BinaryData> FromStreamAsync(Stream stream) => Task.FromResult(new BinaryData());

        public T? ToObjectFromJson<T>() => default;
    }
}

namespace FastEndpoints
{
    public abstract class Endpoint<TRequest>
    {
        public virtual void Configure() { }

        public virtual Task HandleAsync(TRequest request, CancellationToken ct) => Task.CompletedTask;

        protected void Post(string route) { }

        protected void AllowAnonymous() { }
    }

    public abstract class EndpointWithoutRequest
    {
        public HttpContext HttpContext { get; } = null!;

        public virtual Task HandleAsync(CancellationToken ct) => Task.CompletedTask;
    }
}

namespace Carter
{
    public interface ICarterModule
    {
        void AddRoutes(IEndpointRouteBuilder app);
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    public sealed class FunctionAttribute(string name) : Attribute { public string Name => name; }

    public sealed class HttpTriggerAttribute(params string[] methods) : Attribute { public string[] Methods => methods; }

    public sealed class QueueTriggerAttribute(string name) : Attribute { public string Name => name; }
}

namespace Microsoft.Azure.Functions.Worker.Http
{
    public abstract class HttpRequestData
    {
        public Stream Body { get; } = null!;

        public System.Net.Http.Headers.HttpRequestHeaders Headers { get; } = null!;
    }

    public static class HttpRequestDataExtensions
    {
        public static Task<string?> ReadAsStringAsync(this HttpRequestData request) => Task.FromResult<string?>("");

        public static ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request) => default;
    }
}

namespace Serilog
{
    public interface ILogger
    {
        void Information(string messageTemplate, params object?[] propertyValues);

        void Warning(string messageTemplate, params object?[] propertyValues);
    }
}

namespace Serilog.Context
{
    public static class LogContext
    {
        public static IDisposable PushProperty(string name, object? value, bool destructureObjects = false) => null!;
    }
}

namespace Polly
{
    public sealed class ResiliencePipeline
    {
        public ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> callback, CancellationToken ct = default) => callback(ct);
    }
}

namespace AsyncAwaitBestPractices
{
    public static class SafeFireAndForgetExtensions
    {
        public static void SafeFireAndForget(this Task task, Action<Exception>? onException = null) { }
    }
}

namespace Shop
{
    public sealed class Inbox
    {
        public Task<bool> TryAddAsync(string? key, CancellationToken ct = default) => Task.FromResult(true);

        public Task AddAsync(string key, object payload, CancellationToken ct = default) => Task.CompletedTask;
    }

    public sealed class Mailer
    {
        public Task SendAsync(string to, string subject, CancellationToken ct = default) => Task.CompletedTask;
    }

    public sealed class Sale
    {
        public string Id { get; set; } = "";

        public string? PaymentId { get; set; }

        public decimal Total { get; set; }

        public string Currency { get; set; } = "";

        public OrderState State { get; set; }

        public DateTimeOffset? PaidAt { get; set; }
    }

    public sealed record SeenCallback(string Key);

    public sealed class ShopDb : Microsoft.EntityFrameworkCore.DbContext
    {
        public Microsoft.EntityFrameworkCore.DbSet<Sale> Sales { get; } = [];

        public Microsoft.EntityFrameworkCore.DbSet<SeenCallback> Seen { get; } = [];
    }
}

namespace Newtonsoft.Json
{
    public static class JsonConvert
    {
        public static T? DeserializeObject<T>(string json) => default;

        public static string SerializeObject(object? value) => "";
    }
}

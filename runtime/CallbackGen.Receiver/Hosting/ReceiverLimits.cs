using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Hosting;

/// <summary>The limits of requests, configured below <c>Limits</c>.</summary>
/// <param name="RequestsPerSecond">Requests in a second from one source, which is also the burst size; 0 for no limit.</param>
/// <param name="Concurrent">Requests that are processed at the same time; 0 for no limit.</param>
/// <param name="BodyBytes">The largest body that the server reads, in bytes; null for the limit of each schema.</param>
internal sealed record ReceiverLimits(int RequestsPerSecond, int Concurrent, int? BodyBytes)
{
    private const string Section = "Limits";

    private const int MostBytes = 33554432;

    /// <summary>How long a refused sender should wait, in seconds: by then a token bucket is refilled.</summary>
    private const string RetryAfter = "1";

    /// <summary>
    /// The minimum data rate of a body: 1,024 bytes a second after a grace period of five seconds. A callback has a few kilobytes
    /// and its sender is a server, so a slower request takes capacity from others.
    /// </summary>
    private static readonly MinDataRate SlowestBody = new(1024, TimeSpan.FromSeconds(5));

    /// <summary>
    /// The longest duration of a request. The data rate of a body is an average over the whole body: a sender whose first half
    /// arrives at once could spend minutes on the second half.
    /// </summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longer than the idle timeout of common load balancers (60 s), which must be the side that closes a connection.
    /// </summary>
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(130);

    /// <summary>
    /// The largest number of concurrent requests of one source: a quarter of all. A deliberately slow sender occupies no more
    /// than that.
    /// </summary>
    private int ConcurrentPerSource => Math.Max(1, Concurrent / 4);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="OptionsValidationException">They cannot be used.</exception>
    public static ReceiverLimits Read(IConfiguration configuration)
    {
        ReceiverSettings.RefuseUnknown(configuration.GetSection(Section), nameof(RequestsPerSecond), nameof(Concurrent), nameof(BodyBytes));
        return new(
            ReceiverSettings.ReadCount(configuration, $"{Section}:{nameof(RequestsPerSecond)}", (0, 1_000_000), 200) ?? 200,
            ReceiverSettings.ReadCount(configuration, $"{Section}:{nameof(Concurrent)}", (0, 100_000), 256) ?? 256,
            ReceiverSettings.ReadCount(configuration, $"{Section}:{nameof(BodyBytes)}", (1024, MostBytes), 1048576)
        );
    }

    /// <summary>Registers the limits of the server and of requests.</summary>
    /// <param name="builder">The host's builder.</param>
    public void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.Configure<KestrelServerOptions>(server =>
        {
            server.AddServerHeader = false;
            server.Limits.RequestHeadersTimeout = SlowestHeaders;
            server.Limits.MinRequestBodyDataRate = SlowestBody;
            server.Limits.KeepAliveTimeout = IdleConnection;
            if (BodyBytes is { } bytes)
                server.Limits.MaxRequestBodySize = bytes;
        });
        builder.Services.AddSingleton<LimitReport>();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(Rate(), PerSource(), All());
            limiter.OnRejected = (rejected, _) => Refuse(rejected.HttpContext, rejected.Lease);
        });
    }

    /// <summary>Limits requests to middleware and endpoints that are added after this call.</summary>
    /// <param name="app">The host.</param>
    public static void Use(WebApplication app)
    {
        app.UseRateLimiter();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(
            async (context, next) =>
            {
                await using var end = clock.CreateTimer(_ => context.Abort(), null, LongestRequest, Timeout.InfiniteTimeSpan);
                await next(context);
            }
        );
    }

    private PartitionedRateLimiter<HttpContext> Rate() =>
        Limit(
            RequestsPerSecond,
            RequestSource.Of,
            source =>
                RateLimitPartition.GetTokenBucketLimiter(
                    source,
                    _ =>
                        new()
                        {
                            TokenLimit = RequestsPerSecond,
                            TokensPerPeriod = RequestsPerSecond,
                            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        }
                )
        );

    private PartitionedRateLimiter<HttpContext> PerSource() =>
        Limit(
            Concurrent,
            RequestSource.Of,
            source => RateLimitPartition.GetConcurrencyLimiter(source, _ => new() { PermitLimit = ConcurrentPerSource })
        );

    private PartitionedRateLimiter<HttpContext> All() =>
        Limit(Concurrent, _ => "", all => RateLimitPartition.GetConcurrencyLimiter(all, _ => new() { PermitLimit = Concurrent }));

    /// <summary>Creates a limiter of all requests except health queries.</summary>
    private static PartitionedRateLimiter<HttpContext> Limit(
        int limit,
        Func<HttpContext, string> partition,
        Func<string, RateLimitPartition<string>> limited
    ) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            limit == 0 || ReceiverHealth.IsHealth(context.Request.Path) ? RateLimitPartition.GetNoLimiter("") : limited(partition(context))
        );

    private ValueTask Refuse(HttpContext context, RateLimitLease lease)
    {
        // Only a token bucket reports a time to retry after; a lease without it comes from the concurrency limiter.
        var isRate = lease.TryGetMetadata(MetadataName.RetryAfter, out _);
        context.Response.StatusCode = isRate ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfter;
        context
            .RequestServices.GetRequiredService<LimitReport>()
            .Add(
                RequestSource.Of(context),
                context.Response.StatusCode,
                isRate
                    ? Said(nameof(RequestsPerSecond), RequestsPerSecond)
                    : $"{Said(nameof(Concurrent), Concurrent)}, of which a source has {ConcurrentPerSource}",
                "If it is the address of a proxy, name it in Proxies, so that each sender is counted apart; if a provider "
                    + "sends more than that, raise the limit; otherwise nothing is to do."
            );
        return ValueTask.CompletedTask;
    }

    private static string Said(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"{Section}:{name} ({value})");
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// Posts signed callbacks to shops with a timeout. Each shop and feed has a circuit breaker, which opens when nearly all requests
/// fail.
/// </summary>
/// <param name="clients">Creates the client.</param>
/// <param name="clock">The clock.</param>
internal sealed class ForwardClient(IHttpClientFactory clients, TimeProvider clock)
{
    private const string Name = "forward";

    /// <summary>The time limit for opening a connection to a shop.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a circuit stays open.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The feed of a request. Breakers are per feed, so that a feed that always fails does not hold up the others.
    /// </summary>
    private static readonly HttpRequestOptionsKey<string> Feed = new("feed");

    private static readonly ProductInfoHeaderValue Agent = new(
        "CallbackGen-Receiver",
        typeof(ForwardClient).Assembly.GetName().Version?.ToString(3)
    );

    /// <summary>Registers the client.</summary>
    /// <param name="services">The services.</param>
    /// <param name="timeout">The time limit for the shop's response.</param>
    public static void AddTo(IServiceCollection services, TimeSpan timeout)
    {
        services.AddSingleton<ForwardClient>();
        services
            .AddHttpClient(Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // A redirect could send payments to any address.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    Proxy = new TunnelProxy(HttpClient.DefaultProxy),
                    ConnectTimeout = ConnectTimeout,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    // Many small servers close an idle connection without notice; a request posted on it would then fail
                    // needlessly.
                    PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
                }
            )
            .RemoveAllLoggers()
            .AddResilienceHandler(
                Name,
                builder =>
                    builder
                        .AddCircuitBreaker(
                            new HttpCircuitBreakerStrategyOptions
                            {
                                FailureRatio = 0.8,
                                MinimumThroughput = 10,
                                SamplingDuration = TimeSpan.FromSeconds(30),
                                BreakDuration = BreakDuration,
                                ShouldHandle = outcome => ValueTask.FromResult(IsDown(outcome.Outcome)),
                            }
                        )
                        .AddTimeout(timeout)
            )
            .SelectPipelineBy(_ =>
                request => $"{request.RequestUri?.Authority} {(request.Options.TryGetValue(Feed, out var feed) ? feed : "")}"
            );
    }

    /// <summary>Posts a callback.</summary>
    /// <param name="feed">Its feed.</param>
    /// <param name="target">The target.</param>
    /// <param name="deliveryId">The delivery's id, by which the shop removes duplicates.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Cancels the request. It is then unknown whether the shop received it.</param>
    /// <returns>The response. Its body is not read.</returns>
    public Task<HttpResponseMessage> PostAsync(
        CallbackFeed feed,
        ForwardTarget target,
        string deliveryId,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        var id = IdOf(deliveryId);
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json", "utf-8");
        request.Options.Set(Feed, feed.Name);
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", FormattableString.Invariant($"{timestamp}"));
        request.Headers.Add("webhook-signature", string.Join(' ', target.Secrets.Select(secret => secret.Sign(id, timestamp, body))));
        return clients.CreateClient(Name).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>
    /// Returns whether the shop cannot be reached. A shop that answers 500 is reachable and may accept the next callback: the
    /// failure concerns this callback only.
    /// </summary>
    private static bool IsDown(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result?.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || outcome.Exception
            is HttpRequestException
                or TimeoutRejectedException
                or OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Returns the <c>webhook-id</c> of a delivery.</summary>
    public static string IdOf(string deliveryId) =>
        $"msg_{WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes(deliveryId)))}";
}

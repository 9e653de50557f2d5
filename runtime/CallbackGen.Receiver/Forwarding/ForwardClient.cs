using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>Posts callbacks to shops, signed and with a time limit; a circuit breaker for each shop and feed opens where hardly anything answers.</summary>
/// <param name="clients">Makes the client.</param>
/// <param name="clock">The clock.</param>
internal sealed class ForwardClient(IHttpClientFactory clients, TimeProvider clock)
{
    private const string Name = "forward";

    /// <summary>How long a shop may take to accept a connection.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a circuit is open.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    /// <summary>The feed of a request, as one that the shop always fails of must not hold up the others.</summary>
    private static readonly HttpRequestOptionsKey<string> Feed = new("feed");

    private static readonly ProductInfoHeaderValue Agent = new(
        "CallbackGen-Receiver",
        typeof(ForwardClient).Assembly.GetName().Version?.ToString(3)
    );

    /// <summary>Adds the client.</summary>
    /// <param name="services">The services.</param>
    /// <param name="timeout">How long the shop may take to answer.</param>
    public static void AddTo(IServiceCollection services, TimeSpan timeout)
    {
        services.AddSingleton<ForwardClient>();
        services
            .AddHttpClient(Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // A redirect would take payments to wherever it says.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    Proxy = new TunnelProxy(HttpClient.DefaultProxy),
                    ConnectTimeout = ConnectTimeout,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    // Many a small server closes a connection without saying so, and what is posted on it then fails for nothing.
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
    /// <param name="target">Where.</param>
    /// <param name="deliveryId">The delivery's id, by which the shop removes duplicates.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the waiting. Whether the shop has it is not known then.</param>
    /// <returns>The answer. Its body is not read.</returns>
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

    /// <summary>Whether no shop has answered. One that answers 500 is there, and may take the next callback: it says something of this one.</summary>
    private static bool IsDown(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result?.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || outcome.Exception
            is HttpRequestException
                or TimeoutRejectedException
                or OperationCanceledException { InnerException: TimeoutException };

    /// <summary>The <c>webhook-id</c> of a delivery.</summary>
    public static string IdOf(string deliveryId) =>
        $"msg_{WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes(deliveryId)))}";
}

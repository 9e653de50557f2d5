using System.Security.Cryptography;
using System.Text;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Measure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>Costs that a sender could increase more than proportionally: feeds at one address, and repeated fields.</summary>
internal static class SharedLines
{
    public static IEnumerable<Line> All()
    {
        var lines = string.Join(',', Enumerable.Range(0, 1500).Select(number => $$"""{"line":{{number}},"text":"abcdefgh"}"""));
        var json = Encoding.UTF8.GetBytes($$"""{"kind":"{{nameof(Char)}}","id":"1","lines":[{{lines}}]}""");
        var (one, eight) = (Endpoint([Kinds.Last], json), Endpoint(Kinds.All, json));
        var shared = Interleaved.Of(eight, one);
        yield return new($"eight feeds on one address, {json.Length / 1024} KiB of JSON : one", shared.Ratio, 1.3, Note: shared.Note);

        var (large, small) = (Verification(500), Verification(50));
        var repeated = Interleaved.Of(
            large,
            () =>
            {
                for (var time = 0; time < 10; time++)
                    small();
            }
        );
        yield return new("a form of 500 names that each stand twice : ten forms of 50", repeated.Ratio, 1.3, Note: repeated.Note);
    }

    /// <summary>A request at an address of the feeds, from the endpoint's delegate to its answer.</summary>
    private static Action Endpoint(IReadOnlyList<CallbackFeed> feeds, byte[] body)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>($"Callbacks:Kinds:{Kinds.KeyName}", Kinds.Key)]);
        builder.Services.AddCallbacks();
        var app = builder.Build();
        app.MapCallbacks(feeds, "/kinds", static (_, _) => Task.CompletedTask);
        var endpoint = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Single();
        var signature = Sign(body);
        return () =>
        {
            var context = new DefaultHttpContext { RequestServices = app.Services };
            context.SetEndpoint(endpoint);
            context.Request.Method = HttpMethods.Post;
            context.Request.Path = "/kinds";
            context.Request.ContentType = "application/json";
            context.Request.Headers[Kinds.Header] = signature;
            context.Request.Body = new MemoryStream(body);
            endpoint.RequestDelegate!(context).GetAwaiter().GetResult();
            if (context.Response.StatusCode != StatusCodes.Status200OK)
                throw new InvalidOperationException("A request was not answered with 200.");
        };
    }

    private static Action Verification(int names)
    {
        var pairs = string.Join('&', Enumerable.Range(1, names - 1).Select(number => $"k{number}=1&k{number}=2"));
        var body = Encoding.UTF8.GetBytes($"kind={nameof(Char)}&{pairs}");
        var keys = CallbackKeys.Create(Kinds.Last, Kinds.KeyName, Kinds.Key);
        var request = CallbackRequest.Post(body, "application/x-www-form-urlencoded", [KeyValuePair.Create(Kinds.Header, Sign(body))]);
        return () => Kinds.Last.Verify(request, keys).GetValueOrThrow();
    }

    private static string Sign(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Kinds.Key), body));
}

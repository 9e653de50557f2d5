using CallbackGen.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace CallbackGen.Samples.Tests;

/// <summary>A sample's program, started as it is, with keys in its configuration.</summary>
/// <typeparam name="TProgram">Any public type of the sample.</typeparam>
internal sealed class SampleHost<TProgram>(params (string Key, string Value)[] configuration) : WebApplicationFactory<TProgram>
    where TProgram : class
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in configuration)
            builder.UseSetting(key, value);
    }

    /// <summary>Sends a request as its provider would.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, CallbackRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), path) { Content = new ByteArrayContent(request.Body.ToArray()) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        foreach (var value in request.Headers.GetValues("Stripe-Signature"))
            message.Headers.TryAddWithoutValidation("Stripe-Signature", value);
        return await CreateClient().SendAsync(message);
    }

    public async Task<string> GetAsync(string path) => await (await CreateClient().GetAsync(new Uri(path, UriKind.Relative))).Content.ReadAsStringAsync();
}

/// <summary>A feed's test keys, as the configuration of a program has them.</summary>
internal static class SampleKeys
{
    public static (string Key, string Value)[] For(CallbackTestKeys keys, string? keySet = null) =>
        [.. keys.Configured.Select(key => ($"Callbacks:{keySet ?? keys.Feed.Definition.Provider}:{key.Key}", key.Value))];
}

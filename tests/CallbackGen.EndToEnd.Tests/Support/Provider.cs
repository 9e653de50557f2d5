using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A provider that publishes documents, and the clock.</summary>
internal sealed class Provider(params (string Address, string Text)[] documents) : FakeTimeProvider(Noon), ICallbackKeySource
{
    /// <summary>The initial time.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ConcurrentDictionary<string, string> Documents { get; } =
        new(documents.Select(document => KeyValuePair.Create(document.Address, document.Text)));

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Delays the answers until it completes.</summary>
    public Task Delay { get; set; } = Task.CompletedTask;

    /// <summary>A certificate of a key, in PEM.</summary>
    public static string Certificate(DateTimeOffset from, DateTimeOffset to, RSA key)
    {
        var request = new CertificateRequest("CN=acme", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(from, to);
        return certificate.ExportCertificatePem();
    }

    /// <summary>Lets an application fetch keys and read the time from here.</summary>
    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TimeProvider>(this);
        builder.Services.AddSingleton<ICallbackKeySource>(this);
        builder.Services.AddCallbacks();
    }

    public async Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
    {
        Asked.Enqueue(address.AbsoluteUri);
        await Delay;
        return Documents.TryGetValue(address.AbsoluteUri, out var text) ? text : throw new HttpRequestException("404");
    }
}

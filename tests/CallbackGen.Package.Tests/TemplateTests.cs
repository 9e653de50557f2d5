using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Package.Tests;

/// <summary>The program that <c>dotnet new callback-receiver</c> makes, with a second feed by <c>callback-schema</c>.</summary>
[Collection(SharedConsumers.Name)]
public sealed class TemplateTests(Consumers consumers)
{
    private const string Body = """{"id":"o-1","status":"paid","amount":"12.50","currency":"EUR"}""";

    [Fact]
    public void Names_and_files_are_those_that_were_asked_for()
    {
        Assert.Equal(
            ["callback.schema.json", "initech.order.callback.json", "initech.refund.callback.json"],
            Directory.GetFiles(consumers.PathOf("Receiver", "schemas")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var everything = Directory.GetFiles(consumers.PathOf("Receiver")).Concat(Directory.GetFiles(consumers.PathOf("Receiver", "schemas"), "initech*")).Select(File.ReadAllText);
        Assert.All(everything, text =>
        {
            Assert.DoesNotContain("Acme", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("CALLBACK", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Without_a_key_it_does_not_start()
    {
        var run = consumers.Run("Receiver", "--urls", "http://127.0.0.1:0");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("Callbacks:Initech:signingKey", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_handles_a_signed_callback_and_refuses_a_forged_one()
    {
        using var program = Dotnet.Start(
            consumers.PathOf("Receiver"), null, Consumers.Program("Receiver"), "--urls", "http://127.0.0.1:0", $"--Callbacks:Initech:signingKey={Consumers.Key}");
        try
        {
            var address = await AddressOf(program);
            var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Consumers.Key), Encoding.UTF8.GetBytes(Body)));

            Assert.Equal(HttpStatusCode.OK, await Post(address, Body, signature));
            Assert.Equal(HttpStatusCode.Unauthorized, await Post(address, Body.Replace("12.50", "99.50", StringComparison.Ordinal), signature));
            Assert.Equal(HttpStatusCode.Unauthorized, await Post(address, Body, null));
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> AddressOf(Process program)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        const string Marker = "Now listening on: ";
        while (await program.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf(Marker, StringComparison.Ordinal) is >= 0 and var at)
                return line[(at + Marker.Length)..].Trim();
        }

        throw new InvalidOperationException("The program ended: " + await program.StandardError.ReadToEndAsync(patience.Token));
    }

    private static async Task<HttpStatusCode> Post(string address, string body, string? signature)
    {
        using var client = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        if (signature is not null)
            content.Headers.Add("X-Signature", signature);
        using var response = await client.PostAsync(new Uri(address + "/callbacks/initech"), content);
        return response.StatusCode;
    }
}

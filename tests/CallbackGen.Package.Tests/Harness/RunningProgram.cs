using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>A consumer's program that listens on a free port until it is disposed.</summary>
public sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly string _address;

    private RunningProgram(Process process, string address, string environment) =>
        (_process, _address, Environment) = (process, address, environment);

    /// <summary>The environment's name in the program's output.</summary>
    public string Environment { get; }

    /// <summary>Starts a built program, as in a deployment.</summary>
    public static Task<RunningProgram> StartAsync(Consumers consumers, string project, string argument) =>
        StartAsync(consumers, project, [argument], Consumers.Program(project));

    /// <summary>Starts it by <c>dotnet run</c>, as during development.</summary>
    public static Task<RunningProgram> RunAsync(Consumers consumers, string project, params string[] arguments) =>
        StartAsync(consumers, project, arguments, "run", "--no-build", "--");

    private static async Task<RunningProgram> StartAsync(Consumers consumers, string project, string[] arguments, params string[] command)
    {
        var process = Dotnet.Start(
            consumers.PathOf(project),
            consumers.Packages.Home,
            [.. command, "--urls", "http://127.0.0.1:0", .. arguments]
        );
        try
        {
            return new(process, await LineOf(process, "Now listening on: "), await LineOf(process, "Hosting environment: "));
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>The hexadecimal HMAC-SHA256 of a body with the consumers' key.</summary>
    public static string Sign(string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Consumers.Key), Encoding.UTF8.GetBytes(body)));

    /// <summary>Posts JSON with its signature; returns the answer's body, or its status if it is not a success.</summary>
    public async Task<string> PostAsync(string path, string body, string header, string? signature)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        if (signature is not null)
            content.Headers.Add(header, signature);
        using var response = await _client.PostAsync(new Uri(_address + path), content);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync()
            : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Gets a page until it satisfies a condition, because callbacks are handled after their answers.</summary>
    public async Task<string> GetUntilAsync(string path, Predicate<string> isSo)
    {
        for (var end = DateTime.UtcNow + Patience; ;)
        {
            var text = await _client.GetStringAsync(new Uri(_address + path));
            if (isSo(text) || DateTime.UtcNow > end)
                return text;
            await Task.Delay(50);
        }
    }

    /// <summary>Waits for the next log line that contains a text.</summary>
    /// <returns>The rest of the line after the text.</returns>
    public Task<string> LineAsync(string marker) => LineOf(_process, marker);

    public void Dispose()
    {
        _client.Dispose();
        End(_process);
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>The rest of the next line that contains a text, after the text.</summary>
    private static async Task<string> LineOf(Process program, string marker)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await program.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at)
                return line[(at + marker.Length)..].Trim();
        }

        throw new InvalidOperationException("The program ended: " + await program.StandardError.ReadToEndAsync(patience.Token));
    }
}

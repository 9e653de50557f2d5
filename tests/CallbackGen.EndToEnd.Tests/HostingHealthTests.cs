using System.Net;
using System.Runtime.InteropServices;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The health addresses of the receiver, and its shutdown.</summary>
public sealed class HostingHealthTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver");
    private readonly CapturedLogs _logs = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private WebApplication? _app;

    /// <summary>These tests need no inbox.</summary>
    private static readonly string[] Inspect = ["--Mode", "Inspect"];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _logs.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_is_alive_and_ready_when_its_inbox_can_be_reached()
    {
        await StartAsync("--Inbox:Sqlite", Path.Combine(_folder.FullName, "callbacks.db"));

        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(ReceiverHealth.Live));
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(ReceiverHealth.Ready));
    }

    [Fact]
    public async Task It_is_alive_and_not_ready_when_its_inbox_cannot_be_reached_and_says_no_more_than_that()
    {
        // A folder cannot be opened as a SQLite file.
        await StartAsync("--Inbox:Sqlite", _folder.FullName);

        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(ReceiverHealth.Live));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "inbox"), await AskAsync(ReceiverHealth.Ready));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "inbox"), await AskAsync(ReceiverHealth.Ready));
        Assert.Contains("store cannot be reached", Assert.Single(_logs.Named("Unready")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_without_a_body_is_answered_and_another_method_is_not()
    {
        await StartAsync(Inspect);

        using var head = new HttpRequestMessage(HttpMethod.Head, new Uri(Address, ReceiverHealth.Ready));
        using var answer = await _client.SendAsync(head);
        using var post = await _client.PostAsync(new Uri(Address, ReceiverHealth.Ready), null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task Told_to_stop_it_is_not_ready_and_serves_until_the_time_is_over_or_it_is_told_again()
    {
        await StartAsync([.. Inspect, "--Drain", "3600"]);
        var lifetime = _app!.Services.GetRequiredService<ReceiverLifetime>();
        var stopped = _app.WaitForShutdownAsync();

        Assert.True(lifetime.Handle(PosixSignal.SIGTERM));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping"), await AskAsync(ReceiverHealth.Ready));
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(ReceiverHealth.Live));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("/")).Status);
        Assert.False(stopped.IsCompleted);

        Assert.True(lifetime.Handle(PosixSignal.SIGTERM));
        await stopped.WaitAsync(TimeSpan.FromMinutes(2));
        // The third signal ends the process.
        Assert.False(lifetime.Handle(PosixSignal.SIGTERM));
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM, "0")]
    [InlineData(PosixSignal.SIGTERM, "1")]
    [InlineData(PosixSignal.SIGINT, "3600")]
    public async Task It_stops_by_itself_when_the_time_is_over_and_at_once_when_a_person_interrupts_it(PosixSignal signal, string drain)
    {
        await StartAsync([.. Inspect, "--Drain", drain]);
        var stopped = _app!.WaitForShutdownAsync();

        Assert.True(_app!.Services.GetRequiredService<ReceiverLifetime>().Handle(signal));

        await stopped.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromSeconds(30), _app!.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Theory]
    [InlineData("http://127.0.0.1:")]
    [InlineData("https://127.0.0.1:1;http://*:")]
    [InlineData("http://0.0.0.0:")]
    public async Task The_command_health_asks_the_program_where_it_listens(string url)
    {
        await StartAsync(Inspect);
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(0, await HealthCommand.RunAsync(["--urls", url + Address.Port], output, error));

        Assert.Equal(("ok", ""), (output.ToString().TrimEnd(), error.ToString()));
        _app!.Services.GetRequiredService<ReceiverLifetime>().Handle(PosixSignal.SIGTERM);
        Assert.Equal(1, await HealthCommand.RunAsync(["--urls", url + Address.Port], output, error));
    }

    [Theory]
    [InlineData("is the program started", "http://127.0.0.1:1")]
    [InlineData("no address of http", "https://127.0.0.1:1")]
    public async Task Where_nothing_can_be_asked_the_command_health_fails_and_says_why(string expected, string url)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await HealthCommand.RunAsync(["--urls", url], output, error));

        Assert.Equal("", output.ToString());
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    private Uri Address => new(_app!.Urls.First());

    private async Task StartAsync(params string[] args)
    {
        _app = ReceiverHost.Build(["--hostBuilder:reloadConfigOnChange=false", "--urls", "http://127.0.0.1:0", .. args]);
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_logs);
        await _app.StartAsync();
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(Address, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

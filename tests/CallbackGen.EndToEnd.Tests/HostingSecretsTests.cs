using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Keys in files, each named like its setting.</summary>
public sealed class HostingSecretsTests : IDisposable
{
    private static readonly CallbackFeed Feed = ReceiverApp.Feeds.First(feed =>
        feed.Definition is { Keys: [{ Encoding: CallbackKeyEncoding.Utf8, Fetch: null, Lookup: null }], SignsUrl: false }
    );

    private static readonly string Path = $"Callbacks:{Feed.Provider}:{Feed.Definition.Keys[0].Name}";

    private static readonly string FileName = Path.Replace(":", "__", StringComparison.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Secrets", "", "")]
    [InlineData("Secrets", "", "\n")]
    [InlineData("CREDENTIALS_DIRECTORY", "secrets_", "\r\n")]
    public async Task A_file_is_a_key_and_line_breaks_at_its_end_are_none_of_it(string setting, string prefix, string ending)
    {
        await WriteAsync(prefix + FileName, TestApp.Key + ending);

        await using var app = ReceiverHost.Build([$"--{setting}", _folder.FullName, "--Mode", "Inspect"]);

        Assert.Empty(app.Services.GetRequiredService<CallbackKeyRing>().GetProblems(Feed));
        Assert.Equal(TestApp.Key, app.Configuration[Path]);
    }

    [Fact]
    public async Task The_command_line_goes_first_and_what_is_hidden_or_anothers_is_no_setting()
    {
        await WriteAsync(FileName, "of the file");
        await WriteAsync(".hidden", "x");

        await using var app = ReceiverHost.Build([
            "--Secrets",
            _folder.FullName,
            $"--{Path}",
            TestApp.Key,
            "--CREDENTIALS_DIRECTORY",
            _folder.FullName,
            "--Mode",
            "Inspect",
        ]);

        Assert.Equal(TestApp.Key, app.Configuration[Path]);
        Assert.Null(app.Configuration[".hidden"]);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(System.IO.Path.Combine(_folder.FullName, name), text);
}

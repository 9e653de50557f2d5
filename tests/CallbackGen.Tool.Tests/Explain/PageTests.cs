using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>The session on the page about signatures is what the tool writes.</summary>
public sealed class PageTests
{
    private const string Command = "$ callbackgen ";

    [Fact]
    public async Task The_page_shows_what_explain_writes()
    {
        using var folder = new ToolFolder();
        folder.Write("schemas/acme.payment.callback.json", Schemas.SignedPayment);
        folder.Variables["ACME_KEY"] = Schemas.Key;
        folder.Write("request.http", $"POST /callbacks/acme HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nX-Acme-Signature: {Schemas.Signature}\r\nContent-Length: 17\r\n\r\n{{ \"id\": \"INV-1\" }}");
        var session = Session();

        var run = await folder.RunAsync(session[0][Command.Length..].Split(' '));

        Assert.Equal(string.Join('\n', session[1..]).Trim(), run.Output.ReplaceLineEndings("\n").Trim());
    }

    private static string[] Session()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallbackGen.sln")))
            folder = Path.GetDirectoryName(folder)!;
        var page = File.ReadAllText(Path.Combine(folder, "runtime", "docs", "signature-never-matches.md")).ReplaceLineEndings("\n");
        var start = page.IndexOf(Command, StringComparison.Ordinal);
        return page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)].Split('\n');
    }
}

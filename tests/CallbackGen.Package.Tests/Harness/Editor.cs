using System.Text.Json.Nodes;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>A diagnostic as an editor shows it.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Code">The rule.</param>
/// <param name="Line">Its line, with the marked text between two arrows.</param>
public sealed record ShownDiagnostic(string File, string Code, string Line);

/// <summary>
/// A project that is open in an editor with the language server csharp-ls and analyzers switched on, which are off by default.
/// </summary>
public sealed class Editor : IDisposable
{
    private const string Tool = "csharp-ls";

    private static readonly Lazy<string?> Reason = new(() => FindReasonAsync().GetAwaiter().GetResult());

    private readonly string _folder;
    private readonly LanguageServer _server;

    private Editor(string folder, LanguageServer server) => (_folder, _server) = (folder, server);

    /// <summary>The reason why no project can be opened on this machine; null if one can.</summary>
    public static string? WhyNot => Reason.Value;

    /// <summary>Opens the only project of a folder.</summary>
    /// <param name="folder">The folder, restored.</param>
    /// <param name="home">The home of the editor's user; that of the tests when null.</param>
    public static async Task<Editor> OpenAsync(string folder, string? home)
    {
        var process = Dotnet.StartProgram(FindTool()!, folder, home);
        var server = new LanguageServer(process, new JsonObject { ["analyzersEnabled"] = true });
        try
        {
            await server.RequestAsync(
                "initialize",
                new JsonObject
                {
                    ["rootUri"] = UriOf(folder),
                    ["workspaceFolders"] = new JsonArray(new JsonObject { ["uri"] = UriOf(folder), ["name"] = Path.GetFileName(folder) }),
                    ["capabilities"] = new JsonObject
                    {
                        ["workspace"] = new JsonObject { ["configuration"] = true },
                        ["textDocument"] = new JsonObject { ["diagnostic"] = new JsonObject() },
                    },
                }
            );
            await server.NotifyAsync("initialized", new JsonObject());
            return new(folder, server);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The document diagnostics of an opened C# file.</summary>
    public async Task<IReadOnlyList<ShownDiagnostic>> DiagnosticsOfAsync(string file)
    {
        var report = await _server.RequestAsync("textDocument/diagnostic", new JsonObject { ["textDocument"] = Document(file) });
        return Shown(Path.Combine(_folder, file), report!["items"]!);
    }

    /// <summary>The workspace diagnostics of all files, C# or not.</summary>
    public async Task<IReadOnlyList<ShownDiagnostic>> DiagnosticsOfWorkspaceAsync()
    {
        var report = await _server.RequestAsync("workspace/diagnostic", new JsonObject { ["previousResultIds"] = new JsonArray() });
        return [.. report!["items"]!.AsArray().SelectMany(file => Shown(new Uri((string)file!["uri"]!).LocalPath, file["items"]!))];
    }

    /// <summary>The hover text at the first occurrence of a text in a C# file, or empty.</summary>
    public async Task<string> HoverAsync(string file, string text) =>
        (string?)(await _server.RequestAsync("textDocument/hover", Place(file, text)))?["contents"]?["value"] ?? "";

    /// <summary>The completions after the first occurrence of a text in a C# file.</summary>
    /// <returns>The name and the description of each completion.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CompleteBehindAsync(string file, string text)
    {
        var list = await _server.RequestAsync("textDocument/completion", Place(file, text, text.Length));
        var proposals = new Dictionary<string, string>();
        foreach (var item in list!["items"]!.AsArray())
        {
            var resolved = await _server.RequestAsync("completionItem/resolve", item!.DeepClone());
            proposals.Add((string)item["label"]!, (string?)resolved?["documentation"]?["value"] ?? "");
        }

        return proposals;
    }

    public void Dispose() => _server.Dispose();

    private JsonObject Place(string file, string text, int offset = 0)
    {
        var content = File.ReadAllText(Path.Combine(_folder, file));
        var at = content.IndexOf(text, StringComparison.Ordinal) + offset;
        var before = content[..at];
        return new JsonObject
        {
            ["textDocument"] = Document(file),
            ["position"] = new JsonObject
            {
                ["line"] = before.Count(letter => letter == '\n'),
                ["character"] = at - (before.LastIndexOf('\n') + 1),
            },
        };
    }

    private JsonObject Document(string file) => new() { ["uri"] = UriOf(Path.Combine(_folder, file)) };

    private static IReadOnlyList<ShownDiagnostic> Shown(string path, JsonNode items)
    {
        var lines = File.ReadAllLines(path);
        return
        [
            .. items
                .AsArray()
                .Select(item => new ShownDiagnostic(Path.GetFileName(path), (string)item!["code"]!, Mark(lines, item["range"]!))),
        ];
    }

    private static string Mark(string[] lines, JsonNode range)
    {
        var (start, end) = (range["start"]!, range["end"]!);
        var line = lines[(int)start["line"]!];
        var marked = (int)start["line"]! == (int)end["line"]! ? (int)end["character"]! : line.Length;
        return line.Insert(marked, "<-").Insert((int)start["character"]!, "->").Trim();
    }

    private static string UriOf(string path) => new Uri(path).AbsoluteUri;

    private static string? FindTool()
    {
        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");
        var name = OperatingSystem.IsWindows() ? Tool + ".exe" : Tool;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Append(home)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Tries the tool with a project without our packages: it may be unable to load the SDK.</summary>
    private static async Task<string?> FindReasonAsync()
    {
        if (FindTool() is null)
            return $"{Tool} is not installed: dotnet tool install --global {Tool}";
        var folder = Directory.CreateTempSubdirectory("callbackgen-editor-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "Plain.csproj"),
                """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"""
            );
            File.WriteAllText(Path.Combine(folder, "Plain.cs"), "class Plain;");
            using var editor = await OpenAsync(folder, home: null);
            return await editor.HoverAsync("Plain.cs", "Plain") is { Length: > 0 }
                ? null
                : $"{Tool} loads no project here: {editor._server.LastMessage}";
        }
        catch (Exception failure)
            when (failure is InvalidOperationException or IOException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            return $"{Tool} does not run here: {failure.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A fact that needs an editor's language server.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EditorFactAttribute : FactAttribute
{
    public EditorFactAttribute() => Skip = Editor.WhyNot;
}

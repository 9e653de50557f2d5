using System.Text.RegularExpressions;
using CallbackGen.Tests;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>A receiver that runtime/docs/gateway.md shows, and the command that runs it.</summary>
internal sealed class ShopKind
{
    public const string Php = "PHP";
    public const string PhpWithLibrary = "PHP with its library";
    public const string Node = "Node";
    public const string Python = "Python";
    public const string PythonWithLibrary = "Python with its library";

    /// <summary>The page, relative to the repository's root.</summary>
    public const string PagePath = "runtime/docs/gateway.md";

    private const string Composer = "composer",
        Npm = "npm",
        Pip = "pip";

    private static readonly Lazy<string?> PhpIsMissing = new(() =>
        ShopLibraries.Succeeds("php", "-r", "new PDO('sqlite::memory:');")
            ? null
            : "PHP with SQLite is not installed (php-cli, php-sqlite3)."
    );

    private static readonly Lazy<string?> PhpLibraryIsMissing = new(() =>
        ShopLibraries.Install(Composer, "composer", "require", "--no-interaction", "--no-progress", "standard-webhooks/standard-webhooks")
    );

    /// <summary>Node is installed by npm if the machine's own has no node:sqlite.</summary>
    private static readonly Lazy<string?> NodeIsMissing = new(() =>
    {
        string[] omitted = ShopLibraries.Succeeds("node", AsksForSqlite) ? ["--omit=optional"] : [];
        return ShopLibraries.Install(Npm, "npm", ["ci", "--no-audit", "--no-fund", "--fetch-retries=0", .. omitted])
            ?? (ShopLibraries.Succeeds(NodeProgram, AsksForSqlite) ? null : "Node is older than 22.13, and has no node:sqlite.");
    });

    private static readonly Lazy<string?> PythonIsMissing = new(() =>
        ShopLibraries.Succeeds("python3", "-c", "import sqlite3, sys; sys.exit(sys.version_info < (3, 9))")
            ? null
            : "Python 3.9 or later is not installed (python3)."
    );

    private static readonly Lazy<string?> PythonLibraryIsMissing = new(() =>
        ShopLibraries.Install(
            Pip,
            "python3",
            "-m",
            "pip",
            "install",
            "--retries",
            "0",
            "--timeout",
            "10",
            "--no-input",
            "--only-binary",
            ":all:",
            "--upgrade",
            "--target",
            ".",
            "standardwebhooks==1.1.0"
        )
    );

    private static readonly Dictionary<string, ShopKind> All = new()
    {
        [Php] = new("webhook.php", RunPhp, AskInPhp, WithoutComposer, () => PhpIsMissing.Value) { Files = ["StandardWebhooks.php"] },
        [PhpWithLibrary] = new("webhook.php", RunPhp, AskInPhp, WithComposer, () => PhpIsMissing.Value ?? PhpLibraryIsMissing.Value),
        [Node] = new("webhook.mjs", _ => [NodeProgram], AskInNode, code => code, () => NodeIsMissing.Value)
        {
            Links = [("node_modules", Path.Combine(ShopLibraries.FolderOf(Npm), "node_modules"))],
        },
        [Python] = new("webhook.py", _ => ["python3"], AskInPython, code => code, () => PythonIsMissing.Value)
        {
            Files = ["standardwebhooks.py"],
        },
        [PythonWithLibrary] = new(
            "webhook.py",
            _ => ["python3"],
            AskInPython,
            code => code,
            () => PythonIsMissing.Value ?? PythonLibraryIsMissing.Value
        )
        {
            Links = [("standardwebhooks", Path.Combine(ShopLibraries.FolderOf(Pip), "standardwebhooks"))],
        },
    };

    private readonly Func<int, string[]> _command;
    private readonly Func<string, string> _ask;
    private readonly Func<string, string> _place;
    private readonly Func<string?> _whyNot;

    private ShopKind(
        string program,
        Func<int, string[]> command,
        Func<string, string> ask,
        Func<string, string> place,
        Func<string?> whyNot
    ) => (Program, _command, _ask, _place, _whyNot) = (program, command, ask, place, whyNot);

    private static string[] AsksForSqlite => ["-e", "require('node:sqlite')"];

    private static string NodeProgram =>
        Path.Combine(ShopLibraries.FolderOf(Npm), "node_modules", ".bin", "node") is var own && File.Exists(own) ? own : "node";

    /// <summary>The receiver's file.</summary>
    public string Program { get; }

    /// <summary>Further files that the page shows.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>Links to installed packages: a name, and the target.</summary>
    public IReadOnlyList<(string Name, string Target)> Links { get; private init; } = [];

    /// <summary>The reason why it cannot run here, or null.</summary>
    public string? WhyNot => _whyNot();

    public static ShopKind Named(string name) => All[name];

    /// <summary>The interpreter and its arguments, without the program's file.</summary>
    /// <param name="port">The port, for commands that take it as an argument; each command also gets it in the variable
    /// <c>PORT</c>.</param>
    public string[] Command(int port) => _command(port);

    /// <summary>The text of one of the page's files.</summary>
    public static string Read(string file) => Page.Blocks(PagePath).Single(block => block.File == file).Text + "\n";

    /// <summary>The receiver with the changes for a test.</summary>
    /// <param name="status">The status that the provider's API returns for each payment; null if the query is not implemented, empty if the
    /// payment is unknown.</param>
    /// <param name="paid">Additional feeds that it accepts, each with the status of a paid order.</param>
    public string Code(string? status, params (string Feed, string Status)[] paid)
    {
        // The last entry of the page's list, in the syntax of the language.
        var code = Regex.Replace(
            _place(Read(Program)),
            """(['"])cryptocloud\.postback\1( => |: )(['"])success\3""",
            last =>
                last.Value
                + string.Concat(
                    paid.Select(one =>
                        $", {last.Groups[1]}{one.Feed}{last.Groups[1]}{last.Groups[2]}{last.Groups[3]}{one.Status}{last.Groups[3]}"
                    )
                )
        );
        if (status is null)
            return code;
        var lines = code.Split('\n');
        var stub = Assert.Single(lines, line => line.Contains("To be written", StringComparison.Ordinal));
        lines[Array.IndexOf(lines, stub)] = stub[..^stub.TrimStart().Length] + _ask(status);
        return string.Join('\n', lines);
    }

    private static string[] RunPhp(int port) => ["php", "-d", "display_errors=1", "-S", $"127.0.0.1:{port}"];

    private static string WithoutComposer(string code) => Replace(code, "/vendor/autoload.php", "/StandardWebhooks.php");

    private static string WithComposer(string code) =>
        Replace(code, "__DIR__ . '/vendor/autoload.php'", $"'{Path.Combine(ShopLibraries.FolderOf(Composer), "vendor", "autoload.php")}'");

    private static string Replace(string code, string old, string text)
    {
        Assert.Single(Regex.Matches(code, Regex.Escape(old)));
        return code.Replace(old, text, StringComparison.Ordinal);
    }

    private static string AskInPhp(string status) =>
        status.Length == 0
            ? "return null;"
            : $"return ['reference' => $reference, 'status' => '{status}', 'amount' => '10.50', 'currency' => 'MYR'];";

    private static string AskInNode(string status) =>
        status.Length == 0 ? "return null" : $"return {{ reference, status: '{status}', amount: '10.50', currency: 'MYR' }}";

    private static string AskInPython(string status) =>
        status.Length == 0
            ? "return None"
            : $"return {{\"reference\": reference, \"status\": \"{status}\", \"amount\": \"10.50\", \"currency\": \"MYR\"}}";
}

/// <summary>A theory about a receiver of the page; skipped, with the reason, if it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShopTheoryAttribute : TheoryAttribute
{
    public ShopTheoryAttribute(string kind) => Skip = ShopKind.Named(kind).WhyNot;
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// A reader of the documentation, with an empty folder and a home that contains only restored packages, who runs every command of a page
/// unchanged, and writes the files that it shows.
/// </summary>
public sealed partial class Reader
{
    // A program that serves requests is started and keeps running while the following commands run, as in another terminal; it has its own
    // process group, so that it is ended with all its children. Its output is printed last. If another such program is started, the running
    // one is killed.
    private const string Terminal = """
        set -euo pipefail
        set -m
        program=
        finish() {
          [ -z "$program" ] || { kill "-$1" -- "-$program"; wait "$program" || true; cat "$HOME/program.log"; }
        }
        trap 'finish INT' EXIT
        dotnet() {
          if [ "$1" != run ]; then
            command dotnet "$@"
            return
          fi
          finish KILL
          : >"$HOME/program.log"
          command dotnet "$@" >"$HOME/program.log" 2>&1 </dev/null &
          program=$!
          until grep -q 'Application started' "$HOME/program.log"; do
            kill -0 "$program" || return 1
            sleep 0.2
          done
        }

        """;

    private readonly string _home;

    /// <param name="packages">The packages.</param>
    /// <param name="name">A name for the folder.</param>
    public Reader(Packages packages, string name)
    {
        Folder = Directory.CreateDirectory(Path.Combine(packages.Work, "readers", name, "folder")).FullName;
        _home = Directory.CreateDirectory(Path.Combine(packages.Work, "readers", name, "home")).FullName;
        // Packages are restored once for all readers: unpacking them for each would take long and test nothing.
        Directory.CreateDirectory(Path.Combine(_home, ".nuget"));
        Directory.CreateSymbolicLink(Path.Combine(_home, ".nuget", "packages"), packages.Cache);
    }

    public string Folder { get; }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Runs the blocks in order in one terminal, which starts in a folder below the reader's own.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="folder">The initial folder of the terminal.</param>
    /// <param name="after">Commands that follow those of the page.</param>
    /// <returns>The whole output, if every command succeeded.</returns>
    public string Type(IEnumerable<Block> blocks, string folder = "", string after = "")
    {
        var script = new StringBuilder(Terminal);
        foreach (var block in blocks)
            script.AppendLine(block.File is null ? block.Text : Write(block.File, block.Text));
        // Only the port differs from the page: a free one is used.
        var typed = Port().Replace(script.AppendLine(after).ToString(), $"http://localhost:{FreePort()}");
        var file = Path.Combine(_home, "typed.sh");
        File.WriteAllText(file, typed);
        return Dotnet.RunScript(file, PathOf(folder), _home).OrFail;
    }

    private static string Write(string file, string text) =>
        $"""
            mkdir -p "$(dirname '{file}')"
            cat >'{file}' <<'END OF FILE'
            {text}
            END OF FILE
            """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("http://localhost:[0-9]+")]
    private static partial Regex Port();
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// A reader of the documentation, with a folder and a home that are empty but for restored packages, who types every command of
/// a page as it stands there, and writes the files that it shows.
/// </summary>
public sealed partial class Reader
{
    // A program that serves is started and left running while the commands behind it are typed, as in another terminal; it has
    // a process group of its own, so that it is ended with all that it started. What it printed comes last. One that is started while
    // another runs takes its place, and that one is killed.
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

    /// <param name="packages">What there is to be had.</param>
    /// <param name="name">A name for the folder.</param>
    public Reader(Packages packages, string name)
    {
        Folder = Directory.CreateDirectory(Path.Combine(packages.Work, "readers", name, "folder")).FullName;
        _home = Directory.CreateDirectory(Path.Combine(packages.Work, "readers", name, "home")).FullName;
        // Packages are restored once for all of them: unpacking them again for each tells nothing and takes long.
        Directory.CreateDirectory(Path.Combine(_home, ".nuget"));
        Directory.CreateSymbolicLink(Path.Combine(_home, ".nuget", "packages"), packages.Cache);
    }

    public string Folder { get; }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Types the blocks one after another in one terminal, which begins in a folder below the reader's own.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="folder">Where the terminal begins.</param>
    /// <param name="after">Commands behind those of the page.</param>
    /// <returns>All that was printed, when every command succeeded.</returns>
    public string Type(IEnumerable<Block> blocks, string folder = "", string after = "")
    {
        var script = new StringBuilder(Terminal);
        foreach (var block in blocks)
            script.AppendLine(block.File is null ? block.Text : Write(block.File, block.Text));
        // Of what a page shows the port alone is another: one that is free here.
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

using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallbackGen.Tool.Output;

/// <summary>
/// The output of a command: colours and frames on a terminal; plain text elsewhere and when <c>NO_COLOR</c> is set.
/// </summary>
internal sealed class Screen
{
    private readonly ToolHost _host;

    public Screen(ToolHost host)
    {
        _host = host;
        // https://no-color.org: any value counts, unless it is empty.
        IsPlain = !host.IsTerminal || host.Variable("NO_COLOR") is { Length: > 0 } || host.Variable("TERM") is "dumb";
        Console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(host.Out),
                Ansi = IsPlain ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = IsPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = IsPlain ? InteractionSupport.No : InteractionSupport.Detect,
            }
        );
        // Programs that read plain text split it at line ends: no line is wrapped.
        if (IsPlain)
            Console.Profile.Width = 100_000;
    }

    /// <summary>Whether the output is plain: no colours, no frames, no progress.</summary>
    public bool IsPlain { get; }

    /// <summary>
    /// The console. Untrusted text must be passed through <see cref="Visible"/>, and through <see cref="Markup.Escape"/> where
    /// markup is parsed.
    /// </summary>
    public IAnsiConsole Console { get; }

    /// <summary>Writes a line of text, with invisible characters escaped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">Its style on a terminal.</param>
    public void Line(string text = "", Style? style = null)
    {
        if (IsPlain || style is null)
            _host.Out.WriteLine(Visible.Line(text));
        else
            Console.Write(new Text(Visible.Line(text) + Environment.NewLine, style));
    }

    /// <summary>Draws a renderable.</summary>
    public void Draw(IRenderable drawing) => Console.Write(drawing);

    /// <summary>Writes rows in columns, with invisible characters of each cell escaped.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(Visible.Text).ToArray()).ToList();
        if (IsPlain)
        {
            WritePlain([.. header], cells);
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var title in header)
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))));
        foreach (var row in cells)
            table.AddRow(row.Select(cell => new Text(cell)));
        Console.Write(table);
    }

    /// <summary>Writes a problem to standard error.</summary>
    /// <param name="sentence">The sentence. It may quote a file: a line end in it is escaped.</param>
    public void Problem(string sentence) => _host.Error.WriteLine(Visible.Line(sentence));

    /// <summary>Runs work that may take seconds, and shows its description on a terminal meanwhile.</summary>
    public T Busy<T>(string what, Func<T> work) => IsPlain ? work() : Console.Status().Start(Markup.Escape(what), _ => work());

    private void WritePlain(string[] header, List<string[]> rows)
    {
        var widths = Enumerable.Range(0, header.Length).Select(column => rows.Append(header).Max(row => row[column].Length)).ToArray();
        foreach (var row in rows.Prepend(header))
            _host.Out.WriteLine(Visible.Line(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}

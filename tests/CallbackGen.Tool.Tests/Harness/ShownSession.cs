using System.Text;
using System.Text.RegularExpressions;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>
/// The sessions on a page: code blocks of the kind <c>console</c> whose first line begins with <c>$ callbackgen</c> or <c>$ export</c>.
/// They run in order in one folder, which initially has the files of <c>Sessions/NAME-OF-THE-PAGE</c>.
/// </summary>
/// <remarks>
/// Lines that begin with <c>$ </c> are commands: <c>callbackgen …</c>, whose output <c>&gt; FILE</c> at the end redirects, <c>export
/// NAME=VALUE</c> and <c>echo $?</c>; <c>callbackgen capture … &amp;</c>, which listens while the next commands run, and <c>wait</c> for
/// its end. An argument with <c>*</c> is the file that matches it. The following lines are the output, standard error after standard
/// output; <c>…</c> matches any text, and alone on a line any lines.
/// </remarks>
internal sealed partial class ShownSession
{
    private const string Prompt = "$ ";

    /// <summary>The port on pages, which is replaced by a free one.</summary>
    private const int ShownPort = 5090;

    private readonly ToolFolder _folder;
    private int _exitCode;
    private CaptureRun? _capture;
    private string _captured = "";

    private ShownSession(ToolFolder folder) => _folder = folder;

    /// <summary>Whether a page shows a session.</summary>
    public static bool IsIn(string page) => Block().IsMatch(page);

    /// <summary>Runs the sessions of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="folder">The working directory.</param>
    /// <returns>The page with the actual output, if it differs from the page.</returns>
    public static async Task<string> RunAsync(string page, ToolFolder folder)
    {
        var session = new ShownSession(folder);
        var text = new StringBuilder();
        var position = 0;
        foreach (var shown in Block().Matches(page).Select(match => match.Groups["lines"]))
        {
            text.Append(page, position, shown.Index - position).Append(await session.RunBlockAsync(shown.Value));
            position = shown.Index + shown.Length;
        }

        return text.Append(page, position, page.Length - position).ToString();
    }

    private async Task<string> RunBlockAsync(string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        var text = new StringBuilder();
        for (var index = 0; index < lines.Length;)
        {
            var typed = lines[index++];
            var shown = new List<string>();
            while (index < lines.Length && !lines[index].StartsWith(Prompt, StringComparison.Ordinal))
                shown.Add(lines[index++]);
            var expected = string.Join('\n', shown);
            var printed = await TypeAsync(typed[Prompt.Length..]);
            var isAsShown = Regex.IsMatch(printed, $"^{PatternOf(expected)}$", RegexOptions.Singleline | RegexOptions.CultureInvariant);
            text.Append(typed).Append('\n');
            if ((isAsShown ? expected : printed) is { Length: > 0 } output)
                text.Append(output).Append('\n');
        }

        return text.ToString();
    }

    private async Task<string> TypeAsync(string command)
    {
        if (command == "echo $?")
            return _exitCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var isMeanwhile = command.EndsWith(" &", StringComparison.Ordinal);
        var target = (isMeanwhile ? command[..^2] : command).Split(" > ");
        var words = Assert.Single(ShellWords.Commands(Encoding.UTF8.GetBytes(target[0]), 0)).Select(word => word.Text).ToArray();
        if (words is ["export", var variable])
        {
            _folder.Variables[variable.Split('=')[0]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
            return "";
        }

        if (words is ["wait"])
            return await WaitAsync();
        Assert.Equal("callbackgen", words[0]);
        if (isMeanwhile)
            return await ListenAsync(words[2..]);
        var run = await _folder.RunAsync([.. words[1..].Select(Expand)]);
        _exitCode = run.ExitCode;
        if (target.Length > 1)
            _folder.Write(target[1].Trim(), run.Output);
        return Printed((target.Length > 1 ? "" : run.Output) + run.Error);
    }

    private async Task<string> ListenAsync(string[] arguments)
    {
        _capture = await CaptureRun.StartAsync(_folder, arguments);
        await _capture.UntilAsync("Keep them out of the repository.");
        _captured = _capture.Output;
        return Printed(_captured);
    }

    private async Task<string> WaitAsync()
    {
        await using var capture = _capture!;
        _exitCode = await capture.FinishAsync();
        return Printed(capture.Output[_captured.Length..] + capture.Error);
    }

    private string Expand(string word) =>
        word.Contains('*', StringComparison.Ordinal)
            ? Path.GetRelativePath(
                _folder.Path,
                Assert.Single(Directory.GetFiles(_folder.PathOf(Path.GetDirectoryName(word)!), Path.GetFileName(word)))
            )
            : word.Replace($":{ShownPort}", $":{_capture?.Port ?? ShownPort}", StringComparison.Ordinal);

    private string Printed(string output) =>
        string.Join('\n', output.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
            .Trim('\n')
            .Replace($":{_capture?.Port ?? ShownPort}", $":{ShownPort}", StringComparison.Ordinal);

    private static string PatternOf(string shown) =>
        string.Join(
            '\n',
            shown.Split('\n').Select(line => line == "…" ? "(?:.*)" : string.Join("[^\n]*", line.Split('…').Select(Regex.Escape)))
        );

    [GeneratedRegex(@"^```console\n(?<lines>\$ (?:callbackgen|export) .*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

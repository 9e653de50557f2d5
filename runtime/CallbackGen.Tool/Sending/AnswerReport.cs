using System.Globalization;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Sending;

/// <summary>Tells what came back: a line for each answer as it comes; a table at the end on a terminal, or JSON.</summary>
/// <param name="host">Where it goes.</param>
/// <param name="format">One of the two forms of <see cref="FindingsFormat"/> that a command with answers has.</param>
/// <param name="isSlow">Whether there may be minutes between answers, so that they are shown as they come on a terminal too.</param>
internal sealed class AnswerReport(ToolHost host, string format, bool isSlow = false)
{
    /// <summary>How much of a body is shown.</summary>
    private const int ShownBytes = 200;

    private static readonly string[] Header = ["#", "STATUS", "TIME", "ANSWER"];

    private readonly Lock _lock = new();
    private readonly List<(string Name, WireAnswer Answer)> _answers = [];

    private bool IsLive => format == FindingsFormat.Text && (isSlow || host.Screen.IsPlain);

    /// <summary>Takes an answer. Several may come at once.</summary>
    /// <param name="name">The request's name.</param>
    /// <param name="answer">The answer.</param>
    public void Add(string name, WireAnswer answer)
    {
        lock (_lock)
        {
            _answers.Add((name, answer));
            if (IsLive)
                host.Screen.Line(string.Join("  ", Row(_answers.Count, answer)).TrimEnd());
        }
    }

    /// <summary>Says something about what is sent, where that is read by people.</summary>
    public void Say(string sentence)
    {
        if (format == FindingsFormat.Text)
            host.Screen.Line(sentence);
    }

    /// <summary>Ends the report.</summary>
    /// <param name="expected">The status that every answer must have, or null.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int End(int? expected) => End(expected, _answers.Select(one => one.Answer));

    /// <summary>Ends the report of attempts, of which the last counts.</summary>
    public int EndOfAttempts(int? expected) => End(expected, _answers.TakeLast(1).Select(one => one.Answer));

    private int End(int? expected, IEnumerable<WireAnswer> counting)
    {
        if (format == FindingsFormat.Json)
            WriteJson();
        else if (!IsLive)
            host.Screen.Table(Header, _answers.Select((one, index) => Row(index + 1, one.Answer)));
        List<WireAnswer> answers = [.. counting];
        if (answers.Exists(answer => answer.Failure is not null))
        {
            host.Screen.Problem($"{answers.Count(answer => answer.Failure is not null)} of {answers.Count} requests were not answered.");
            return ExitCode.Network;
        }

        var others = answers.Count(answer => expected is not null && answer.Status != expected);
        if (others == 0)
            return ExitCode.Good;
        host.Screen.Problem($"{others} of {answers.Count} answers have another status than {expected}.");
        return ExitCode.Found;
    }

    private static string[] Row(int number, WireAnswer answer) =>
        [
            string.Create(CultureInfo.InvariantCulture, $"{number}"),
            answer.Failure is null ? answer.Status.ToString(CultureInfo.InvariantCulture) : "-",
            string.Create(CultureInfo.InvariantCulture, $"{Math.Round(answer.Elapsed.TotalMilliseconds)} ms"),
            answer.Failure ?? Shown(answer.Body.Span),
        ];

    private static string Shown(ReadOnlySpan<byte> body) =>
        body.Length <= ShownBytes
            ? Visible.Text(body)
            : string.Create(CultureInfo.InvariantCulture, $"{Visible.Text(body[..ShownBytes])}… ({body.Length} bytes)");

    private void WriteJson() =>
        JsonOutput.Write(
            host,
            writer =>
            {
                writer.WriteStartArray();
                foreach (var (name, answer) in _answers)
                {
                    writer.WriteStartObject();
                    writer.WriteString("request", JsonOutput.Fit(name));
                    writer.WriteNumber("milliseconds", Math.Round(answer.Elapsed.TotalMilliseconds, 3));
                    if (answer.Failure is { } failure)
                    {
                        writer.WriteString("failure", failure);
                    }
                    else
                    {
                        writer.WriteNumber("status", answer.Status);
                        writer.WriteNumber("bytes", answer.Body.Length);
                        writer.WriteString("answer", Shown(answer.Body.Span));
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }
        );
}

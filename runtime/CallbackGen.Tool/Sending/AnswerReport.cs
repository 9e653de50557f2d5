using System.Globalization;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Sending;

/// <summary>Reports responses: one line for each as it arrives, or on a terminal a table at the end, or JSON.</summary>
/// <param name="host">Provides the output.</param>
/// <param name="format">One of the two formats of <see cref="FindingsFormat"/> that commands with responses support.</param>
/// <param name="isSlow">
/// Whether there may be minutes between responses, so that they are printed as they arrive on a terminal too.
/// </param>
internal sealed class AnswerReport(ToolHost host, string format, bool isSlow = false)
{
    /// <summary>The number of bytes of a body that are printed.</summary>
    private const int ShownBytes = 200;

    private static readonly string[] Header = ["#", "STATUS", "TIME", "ANSWER"];

    private readonly Lock _lock = new();
    private readonly List<(string Name, WireAnswer Answer)> _answers = [];

    private bool IsLive => format == FindingsFormat.Text && (isSlow || host.Screen.IsPlain);

    /// <summary>Adds a response. Thread-safe.</summary>
    /// <param name="name">The request's name.</param>
    /// <param name="answer">The response.</param>
    public void Add(string name, WireAnswer answer)
    {
        lock (_lock)
        {
            _answers.Add((name, answer));
            if (IsLive)
                host.Screen.Line(string.Join("  ", Row(_answers.Count, answer)).TrimEnd());
        }
    }

    /// <summary>Prints a sentence about the requests, if the format is for people.</summary>
    public void Say(string sentence)
    {
        if (format == FindingsFormat.Text)
            host.Screen.Line(sentence);
    }

    /// <summary>Ends the report.</summary>
    /// <param name="expected">The status that every response must have, or null.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int End(int? expected) => End(expected, _answers.Select(one => one.Answer));

    /// <summary>Ends the report of repeated attempts, of which only the last counts.</summary>
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

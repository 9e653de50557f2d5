using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Capturing;

/// <summary>What a run of <c>capture</c> does with requests.</summary>
/// <param name="Folder">Where they are kept.</param>
/// <param name="Forward">Whom they are passed on to, or null.</param>
/// <param name="Answer">The status that they are answered with where nobody else says it.</param>
/// <param name="Count">After how many it ends, or null.</param>
internal sealed record CaptureSettings(CaptureFolder Folder, TargetUrl? Forward, int Answer, int? Count);

/// <summary>Keeps requests, has them answered, and shows them one after another with what feeds say of them.</summary>
/// <param name="host">Where they are shown.</param>
/// <param name="settings">What is done with them.</param>
/// <param name="client">What passes them on.</param>
/// <param name="verdicts">The feeds, once they are compiled.</param>
/// <param name="tests">What adds them to schemas, or null.</param>
internal sealed class CaptureSession(
    ToolHost host,
    CaptureSettings settings,
    WireClient client,
    Task<FeedVerdicts> verdicts,
    SchemaTestWriter? tests
) : ICaptureReceiver
{
    private const int MaxShown = 256;

    private readonly Channel<Event> _events = Channel.CreateBounded<Event>(MaxShown);
    private readonly SortedDictionary<string, (int Taken, int Refused, int WithoutKey)> _byFeed = new(StringComparer.Ordinal);
    private int _received;
    private int _kept;
    private int _notKept;

    /// <inheritdoc />
    public async Task<WireAnswer> ReceiveAsync(Capture capture, CancellationToken cancellationToken)
    {
        // While the catalogue is compiled, more may come than were asked for.
        if (Interlocked.Increment(ref _received) > settings.Count)
            return Text(503, "callbackgen capture: as many requests as were asked for have come, and this one is not kept.");
        string file;
        try
        {
            // Before anything is answered: what was answered does not come again.
            file = await settings.Folder.WriteAsync(capture, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Refuse(capture.Method, capture.Target, "it cannot be written to the folder");
            return Text(500, "callbackgen capture: the request could not be kept.");
        }

        WireAnswer answer;
        try
        {
            answer = settings.Forward is { } to
                ? await client.SendAsync(to, capture.With(target: to.For(capture.Target)), cancellationToken)
                : await AnswerAsync(capture);
        }
        catch (OperationCanceledException)
        {
            // As providers do after some seconds, in which a debugger stood: the request is there, and is shown.
            await _events.Writer.WriteAsync(
                new(capture, file, new(0, TimeSpan.Zero), "because its sender hung up before"),
                CancellationToken.None
            );
            throw;
        }

        var failed = answer.Failure;
        if (failed is not null || answer.Status < 200)
            answer = Text(502, $"callbackgen capture: {failed ?? "the application answered with a change of protocol"}.") with
            {
                Elapsed = answer.Elapsed,
            };
        await _events.Writer.WriteAsync(new(capture, file, answer, failed), CancellationToken.None);
        return answer;
    }

    /// <inheritdoc />
    public void Refuse(string method, string target, string why) =>
        _events.Writer.TryWrite(
            new(
                new Capture
                {
                    Name = "",
                    Method = method,
                    Target = target,
                },
                null,
                null,
                why
            )
        );

    /// <summary>Shows requests until there are no more, or as many as were asked for.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        await foreach (var one in _events.Reader.ReadAllAsync(CancellationToken.None))
        {
            await ShowAsync(one, cancellationToken);
            if (_kept >= settings.Count)
                return;
        }
    }

    /// <summary>Tells that no more come.</summary>
    public void Complete() => _events.Writer.TryComplete();

    /// <summary>Shows what there was in all.</summary>
    public void Summarise()
    {
        host.Screen.Line();
        host.Screen.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_kept} {(_kept == 1 ? "request was" : "requests were")} kept{(_notKept > 0 ? $", {_notKept} not" : "")}."
            )
        );
        if (_byFeed.Count > 0)
            WriteTable();
    }

    /// <summary>How many requests each feed took and refused; and, where there are some, those of which it can say nothing without a key.</summary>
    private void WriteTable()
    {
        var isWhole = _byFeed.Values.All(feed => feed.WithoutKey == 0);
        host.Screen.Table(
            isWhole ? ["FEED", "TAKEN", "REFUSED"] : ["FEED", "TAKEN", "REFUSED", "NO KEY"],
            _byFeed.Select(feed =>
                (string[])
                    [feed.Key, $"{feed.Value.Taken}", $"{feed.Value.Refused}", .. isWhole ? (string[])[] : [$"{feed.Value.WithoutKey}"]]
            )
        );
    }

    private async Task ShowAsync(Event one, CancellationToken cancellationToken)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"{one.Capture.At ?? host.Clock.GetUtcNow():HH:mm:ss}");
        var request = $"{time}  {one.Capture.Method} {TargetUrl.Shown(one.Capture.Target)}";
        if (one is not { File: { } file, Answer: { } answer })
        {
            _notKept++;
            host.Screen.Line($"{request}  not kept: {one.Failure}");
            return;
        }

        _kept++;
        var how =
            settings.Forward is null ? ""
            : one.Failure is null
                ? string.Create(CultureInfo.InvariantCulture, $" by the application, {Math.Round(answer.Elapsed.TotalMilliseconds)} ms")
            : $", {one.Failure}";
        var answered = answer.Status == 0 ? "not answered" : string.Create(CultureInfo.InvariantCulture, $"answered {answer.Status}");
        host.Screen.Line(
            string.Create(CultureInfo.InvariantCulture, $"{request}  {one.Capture.Body.Length} bytes  {answered}{how}  {host.Shown(file)}")
        );
        try
        {
            var said = (await verdicts.WaitAsync(cancellationToken)).Of(one.Capture);
            if (said.Count == 0)
                host.Screen.Line("  no feed has its signature in this request");
            foreach (var verdict in said)
                Show(verdict, one.Capture);
        }
        catch (OperationCanceledException)
        {
            // The feeds are not compiled yet, and the user ends it.
        }
    }

    private void Show(Verdict verdict, Capture capture)
    {
        var name = verdict.Feed.Feed.Name;
        host.Screen.Line(
            $"  {name}: {verdict.Text}",
            new Spectre.Console.Style(verdict.IsTaken ? Spectre.Console.Color.Green : Spectre.Console.Color.Yellow)
        );
        var (taken, refused, withoutKey) = _byFeed.GetValueOrDefault(name);
        _byFeed[name] =
            verdict.IsTaken ? (taken + 1, refused, withoutKey)
            : verdict.IsWithoutKey ? (taken, refused, withoutKey + 1)
            : (taken, refused + 1, withoutKey);
        if (tests is null)
            return;
        try
        {
            var reason = verdict.IsWithoutKey ? "cannot be verified" : "is refused";
            host.Screen.Line($"  {name}: {(verdict.IsTaken ? tests.Add(verdict, capture) : $"not saved as a test, because it {reason}")}");
        }
        catch (ToolException failure)
        {
            host.Screen.Problem(failure.Message);
        }
    }

    private async Task<WireAnswer> AnswerAsync(Capture capture)
    {
        // Those that the user named are compiled before the first request.
        if (!verdicts.IsCompletedSuccessfully || (await verdicts).Answer(capture) is not { } answer)
            return new(settings.Answer, TimeSpan.Zero);
        return new(answer.Status, TimeSpan.Zero)
        {
            Headers =
            [
                .. answer.Headers.Select(header => new CaptureHeader(header.Name, header.Value)),
                .. answer.ContentType is { } type ? (CaptureHeader[])[new CaptureHeader("Content-Type", type)] : [],
            ],
            Body = Encoding.UTF8.GetBytes(answer.Body),
        };
    }

    private static WireAnswer Text(int status, string text) =>
        new(status, TimeSpan.Zero)
        {
            Headers = [new CaptureHeader("Content-Type", "text/plain; charset=utf-8")],
            Body = Encoding.UTF8.GetBytes(text),
        };

    /// <param name="Capture">The request.</param>
    /// <param name="File">Where it is kept; null where it is not.</param>
    /// <param name="Answer">What it was answered; null where it was refused.</param>
    /// <param name="Failure">Why it was not kept, or not passed on.</param>
    private sealed record Event(Capture Capture, string? File, WireAnswer? Answer, string? Failure);
}

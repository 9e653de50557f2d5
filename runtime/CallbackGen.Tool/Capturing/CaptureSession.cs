using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Capturing;

/// <summary>The settings of a run of <c>capture</c>.</summary>
/// <param name="Folder">The folder of the captures.</param>
/// <param name="Forward">The application that requests are forwarded to, or null.</param>
/// <param name="Answer">The default status of responses, when neither the application nor a feed determines it.</param>
/// <param name="Count">The number of requests after which the run ends, or null.</param>
internal sealed record CaptureSettings(CaptureFolder Folder, TargetUrl? Forward, int Answer, int? Count);

/// <summary>Stores requests, answers them, and prints them in order with the feeds' verdicts.</summary>
/// <param name="host">Provides the output.</param>
/// <param name="settings">The settings of the run.</param>
/// <param name="client">Forwards requests.</param>
/// <param name="verdicts">The compiled feeds, which verify the requests. The task ends when the compilation ends.</param>
/// <param name="tests">Adds the accepted requests to the tests of their schemas; null when they are not saved as tests.</param>
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
        // While the catalogue is being compiled, more requests may arrive than the user asked for.
        if (Interlocked.Increment(ref _received) > settings.Count)
            return Text(503, "callbackgen capture: the requested number of requests was reached; this one was not stored.");
        string file;
        try
        {
            // The request is stored before the response is sent: a provider does not resend a request that was answered.
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
            // The sender closed the connection before the application answered, for example because a debugger had paused the
            // application. The request is stored, and is printed.
            await _events.Writer.WriteAsync(
                new(capture, file, new(0, TimeSpan.Zero), "because the sender closed the connection"),
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

    /// <summary>Prints requests until the channel is complete, or the requested number is reached.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        await foreach (var one in _events.Reader.ReadAllAsync(CancellationToken.None))
        {
            await ShowAsync(one, cancellationToken);
            if (_kept >= settings.Count)
                return;
        }
    }

    /// <summary>Marks that no more requests will arrive.</summary>
    public void Complete() => _events.Writer.TryComplete();

    /// <summary>Prints the summary of all requests.</summary>
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

    /// <summary>
    /// Prints how many requests each feed accepted and rejected; and, if any, those that it could not verify without a key.
    /// </summary>
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
            // The user ended the run before the feeds were compiled.
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
        // Feeds that the user named are compiled before the first request.
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
    /// <param name="File">The file of the capture; null when it was not stored.</param>
    /// <param name="Answer">The response; null when the request was refused.</param>
    /// <param name="Failure">Why the request was not stored, or not forwarded.</param>
    private sealed record Event(Capture Capture, string? File, WireAnswer? Answer, string? Failure);
}

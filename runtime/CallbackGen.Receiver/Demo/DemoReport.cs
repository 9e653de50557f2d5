namespace CallbackGen.Receiver.Demo;

/// <summary>Compares the outcomes of the requests with the tests, and prints the result.</summary>
internal sealed class DemoReport
{
    private readonly TextTable _table = new("", "FEED", "TRANSPORT", "SENT", "ANSWER", "THE HANDLER SAW");
    private readonly HashSet<string> _feeds = [];
    private int _tests;
    private int _twins;
    private int _untested;

    /// <summary>The number of outcomes that differ from the expected ones.</summary>
    public int Wrong { get; private set; }

    public void AddUntested(CallbackFeed feed)
    {
        _feeds.Add(feed.Name);
        _untested++;
        _table.Add("-", feed.Name, "", "no tests in its schema file", "", "");
    }

    public void AddTest(CallbackFeed feed, DemoTest test, DemoOutcome outcome)
    {
        _tests += outcome.IsRepeated ? 0 : 1;
        var isRight =
            test.ExpectsRefusal ? IsRefused(outcome) && (test.Reason is null || test.Reason == outcome.Reason)
            : test.IsHandshake ? outcome is { Status: >= 200 and < 300, Handled: 0 }
            : IsHandled(feed, test, outcome);
        var difference = isRight && !test.ExpectsRefusal ? test.Answer?.FindDifference(outcome.Answer) : null;
        Add(
            isRight && difference is null,
            feed,
            test,
            test.Name,
            outcome,
            isRight ? difference ?? "" : $"expected {test.Expect} {test.Reason}".TrimEnd()
        );
    }

    /// <summary>
    /// Reports a tampered copy, which must be rejected and must not reach the handler. A copy that could not be made counts as
    /// wrong, because it tests nothing.
    /// </summary>
    public void AddTwin(CallbackFeed feed, DemoTest test, string change, DemoOutcome? outcome)
    {
        _twins += outcome is { IsRepeated: true } ? 0 : 1;
        if (outcome is null)
        {
            Wrong++;
            _table.Add(
                "WRONG",
                feed.Name,
                DemoTransport.NameOf(feed, test.Request),
                $"  twin: {PrintableText.Escape(change)}",
                "",
                "the text to change is not in the request"
            );
            return;
        }

        var right = IsRefused(outcome);
        Add(right, feed, test, $"  twin: {change}", outcome, right ? "" : "expected a refusal");
    }

    public void Write(TextWriter output)
    {
        _table.Write(output);
        output.WriteLine();
        var untested = _untested == 0 ? "" : $" {_untested} without tests.";
        output.WriteLine($"{_feeds.Count} feeds: {_tests} callbacks sent, {_twins} tampered twins, {Wrong} came out wrong.{untested}");
    }

    private static bool IsHandled(CallbackFeed feed, DemoTest test, DemoOutcome outcome) =>
        outcome.Status == (test.Answer?.Status ?? feed.Definition.Acknowledge.Status)
        && (
            outcome.Handled == 0
                ? outcome.Reason == RejectionLog.Empty
                : (outcome.Handled == 1 || feed.Definition.HasItems) && feed.MessageType.IsInstanceOfType(outcome.Message)
        )
        && feed.Trust.ToString().Equals(test.Expect, StringComparison.OrdinalIgnoreCase);

    private static bool IsRefused(DemoOutcome outcome) => outcome is { Status: (>= 400 and < 500) or 503, Handled: 0 };

    private void Add(bool right, CallbackFeed feed, DemoTest test, string sent, DemoOutcome outcome, string complaint)
    {
        _feeds.Add(feed.Name);
        if (!right)
            Wrong++;
        var saw =
            outcome.Message is { } message
                ? $"{feed.Trust} {CallbackLine.Roles(feed, message)}{(outcome.Handled == 1 ? "" : $", the first of {outcome.Handled}")}"
            : outcome.Reason == RejectionLog.Empty ? "nothing (a request without items)"
            : outcome.Status is >= 200 and < 300 ? "nothing (a handshake that was answered)"
            : $"nothing ({outcome.Reason ?? "no reason was logged"})";
        _table.Add(
            right ? "ok" : "WRONG",
            feed.Name,
            DemoTransport.NameOf(feed, test.Request),
            PrintableText.Escape(sent, 64),
            outcome.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
            complaint.Length == 0 ? saw : $"{saw}; {complaint}"
        );
    }
}

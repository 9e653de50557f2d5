namespace CallbackGen.Tool.Tests.Harness;

/// <summary>Output of a running command, for which a test can wait.</summary>
internal sealed class PushedText : StringWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    public override void Write(char value)
    {
        lock (_lock)
            base.Write(value);
    }

    public override void Write(string? value)
    {
        lock (_lock)
            base.Write(value);
    }

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            base.WriteLine(value);
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return base.ToString();
    }

    /// <summary>Waits until the output satisfies a condition.</summary>
    /// <param name="isThere">The condition.</param>
    /// <param name="run">The writer of the output, which must not end before.</param>
    /// <returns>The whole output.</returns>
    public async Task<string> UntilAsync(Func<string, bool> isThere, Task run)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            var text = ToString();
            if (isThere(text))
                return text;
            Assert.False(run.IsCompleted, $"The run ended: {text}");
            await Task.WhenAny(changed, run).WaitAsync(Patience);
        }
    }

    /// <summary>Waits until a text was written, and removes the output up to its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="run">The writer of the output, which must not end before.</param>
    public async Task<string> TakeUntilAsync(string text, Task run)
    {
        var written = await UntilAsync(all => all.IndexOf(text, _taken, StringComparison.Ordinal) >= 0, run);
        var start = _taken;
        _taken = written.IndexOf(text, start, StringComparison.Ordinal) + text.Length;
        return written[start.._taken];
    }
}

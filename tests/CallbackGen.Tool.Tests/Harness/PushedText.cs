using System.Text;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>Output of a run that has not ended, which a test waits for.</summary>
internal sealed class PushedText : TextWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _text = new();
    private readonly SemaphoreSlim _written = new(0);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_text)
            _text.Append(value);
        if (value == '\n')
            _written.Release();
    }

    /// <summary>Waits until a text was written, and takes all up to its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="run">What writes; it must not end before.</param>
    public async Task<string> TakeUntilAsync(string text, Task run)
    {
        while (true)
        {
            lock (_text)
            {
                var written = _text.ToString();
                if (written.IndexOf(text, StringComparison.Ordinal) is >= 0 and var index)
                {
                    _text.Remove(0, index + text.Length);
                    return written[..(index + text.Length)];
                }
            }

            var more = _written.WaitAsync(Patience);
            if (await Task.WhenAny(more, run) == run || !await more)
                throw new InvalidOperationException($"\"{text}\" was not written. Written was: {_text}");
        }
    }
}

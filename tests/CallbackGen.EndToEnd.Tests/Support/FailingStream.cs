namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A stream that returns some bytes and then fails, at once or after a delay.</summary>
internal sealed class FailingStream(byte[] bytes, Exception failure, bool isLate) : MemoryStream
{
    private bool _given = bytes.Length == 0;

    public override bool CanSeek => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (isLate)
            await Task.Yield();
        if (_given)
            throw failure;
        // Some readers check first for available data with an empty buffer.
        if (buffer.IsEmpty)
            return 0;
        _given = true;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw failure;
}

namespace CallbackGen.Tool.Captures;

/// <summary>Reads bytes line by line, or a number of bytes unchanged.</summary>
internal sealed class ByteLines(byte[] bytes, int position = 0)
{
    /// <summary>The offset of the next line, in bytes.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The number of the next line, from 1.</summary>
    public int Line { get; private set; } = 1;

    public bool IsAtEnd => Position >= bytes.Length;

    /// <summary>Returns the next line without its end, which is CR LF or LF alone, and does not advance.</summary>
    public ReadOnlySpan<byte> Peek() => Cut(out _);

    /// <summary>Reads a line.</summary>
    public ReadOnlySpan<byte> Read()
    {
        var line = Cut(out var next);
        Position = next;
        Line++;
        return line;
    }

    /// <summary>Skips lines that contain only spaces and tabs.</summary>
    public void SkipBlank()
    {
        while (!IsAtEnd && Peek().Trim(" \t"u8).IsEmpty)
            Read();
    }

    /// <summary>Reads bytes unchanged.</summary>
    /// <returns>The bytes; fewer than <paramref name="count"/> at the end.</returns>
    public ReadOnlyMemory<byte> Take(int count)
    {
        var taken = bytes.AsMemory(Position, Math.Min(count, bytes.Length - Position));
        Position += taken.Length;
        Line += taken.Span.Count((byte)'\n');
        return taken;
    }

    /// <summary>Reads the remaining bytes.</summary>
    public ReadOnlyMemory<byte> TakeRest() => Take(bytes.Length - Position);

    private ReadOnlySpan<byte> Cut(out int next)
    {
        var rest = bytes.AsSpan(Position);
        var end = rest.IndexOf((byte)'\n');
        next = end < 0 ? bytes.Length : Position + end + 1;
        var line = end < 0 ? rest : rest[..end];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }
}

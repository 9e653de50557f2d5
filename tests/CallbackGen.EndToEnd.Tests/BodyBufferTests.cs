using System.Runtime.InteropServices;
using CallbackGen.AspNetCore;

namespace CallbackGen.EndToEnd.Tests;

public sealed class BodyBufferTests
{
    // Bytes that no other test sends: the pool is everybody's, and others may write into its arrays meanwhile.
    private static readonly byte[] Mark = [0xF7, 0x1E, 0x00, 0xC3, 0x9A, 0xFE, 0x07, 0xD5];

    [Theory]
    [InlineData(100)]
    [InlineData(50_000)]
    public async Task Nothing_of_a_body_is_left_in_the_pool(int size)
    {
        var source = new WatchedStream(size);
        using (var buffer = new BodyBuffer())
        {
            Assert.True(await buffer.ReadAsync(source, size, CancellationToken.None));
            Assert.Equal(source.ToArray(), buffer.Body.ToArray());
        }

        // Neither in the last array nor in those that the body outgrew.
        Assert.NotEmpty(source.Seen);
        Assert.All(source.Seen, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(Mark)));
    }

    [Fact]
    public async Task No_more_is_read_than_one_byte_over_the_limit()
    {
        var source = new WatchedStream(50_000);
        using var buffer = new BodyBuffer();

        Assert.False(await buffer.ReadAsync(source, 10_000, CancellationToken.None));

        Assert.Equal(10_001, source.Position);
    }

    /// <summary>A body that remembers the arrays it was read into.</summary>
    private sealed class WatchedStream(int size) : MemoryStream([.. Enumerable.Range(0, size).Select(i => Mark[i % Mark.Length])])
    {
        public HashSet<byte[]> Seen { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True(MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)buffer, out var segment));
            Seen.Add(segment.Array!);
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}

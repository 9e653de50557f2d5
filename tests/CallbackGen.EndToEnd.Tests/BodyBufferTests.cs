using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using CallbackGen.AspNetCore;

namespace CallbackGen.EndToEnd.Tests;

public sealed class BodyBufferTests
{
    // Bytes that no other test sends: the array pool is shared, and other tests may write to its arrays meanwhile.
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

        // Checks the last array and the smaller ones that were replaced.
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

    [Theory]
    [InlineData(new[] { 10 }, 10)]
    [InlineData(new[] { 4, 6 }, 10)]
    [InlineData(new[] { 0, 4, 0, 6 }, 11)]
    [InlineData(new[] { 3000, 3000, 3000 }, 9000)]
    [InlineData(new int[0], 10)]
    public async Task A_body_is_whole_however_the_server_receives_it(int[] pieces, int max)
    {
        var server = new Server(pieces, isOneRead: false);
        using (var buffer = new BodyBuffer())
        {
            Assert.True(await buffer.ReadAsync(server, max, CancellationToken.None));
            Assert.Equal(server.All, buffer.Body.ToArray());
        }

        server.AssertGivenBack();
    }

    [Theory]
    [InlineData(new[] { 10 }, 10, true)]
    [InlineData(new[] { 11 }, 10, false)]
    [InlineData(new[] { 4, 6 }, 10, true)]
    [InlineData(new[] { 4, 7 }, 10, false)]
    public async Task One_that_is_there_at_once_may_be_as_long_as_allowed_and_no_longer(int[] pieces, int max, bool isTaken)
    {
        var server = new Server(pieces, isOneRead: true);
        using (var buffer = new BodyBuffer())
        {
            Assert.Equal(isTaken, await buffer.ReadAsync(server, max, CancellationToken.None));
            Assert.Equal(isTaken ? server.All : [], buffer.Body.ToArray());
        }

        server.AssertGivenBack();
    }

    /// <summary>
    /// A server's body that checks that every read is returned once and before the next read. Each piece is a separate read, an empty one a
    /// cancelled read; or all are segments of one read.
    /// </summary>
    private sealed class Server(int[] pieces, bool isOneRead) : PipeReader
    {
        private readonly byte[][] _pieces = [.. pieces.Select((length, index) => Enumerable.Repeat((byte)(index + 1), length).ToArray())];
        private int _reads;
        private ReadOnlySequence<byte>? _lent;

        public byte[] All => [.. _pieces.SelectMany(piece => piece)];

        public void AssertGivenBack() => Assert.False(_lent.HasValue);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            Assert.False(_lent.HasValue);
            var next = isOneRead ? _pieces : [.. _pieces.Skip(_reads++).Take(1)];
            _lent = Segment.Join(next);
            return ValueTask.FromResult(
                new ReadResult(_lent.Value, isCanceled: next is [{ Length: 0 }], isCompleted: isOneRead || _reads > _pieces.Length)
            );
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            Assert.Equal(_lent!.Value.End, consumed);
            // Returned memory is overwritten, as by the next request.
            foreach (var piece in _lent.Value)
                MemoryMarshal.AsMemory(piece).Span.Clear();
            _lent = null;
        }

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(byte[][] pieces)
        {
            Segment? first = null,
                last = null;
            foreach (var piece in pieces)
            {
                // A copy, because it is cleared when it is returned.
                var next = new Segment
                {
                    Memory = piece.ToArray(),
                    RunningIndex = last is null ? 0 : last.RunningIndex + last.Memory.Length,
                };
                first ??= next;
                if (last is not null)
                    last.Next = next;
                last = next;
            }

            return last is null ? default : new(first!, 0, last, last.Memory.Length);
        }
    }

    /// <summary>A body that records the arrays into which it was read.</summary>
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

using CallbackGen.Reading;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>An array that is returned to the pool contains no written bytes, whether they were counted or not.</summary>
public sealed class PooledBytesTests
{
    // Bytes that no other test writes: the pool is shared, and other tests may rent the array meanwhile.
    private static readonly byte[] Mark = [0xF6, 0x2E, 0x01, 0xC5, 0x9B, 0xFD, 0x08, 0xD3];

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 8)]
    [InlineData(200, 8)]
    [InlineData(5000, 0)]
    public void What_was_reserved_is_wiped_also_where_it_was_not_counted(int reserved, int counted)
    {
        var bytes = default(PooledBytes);
        var room = bytes.Reserve(reserved);
        Assert.Equal(reserved, room.Length);
        Mark.CopyTo(room[^Mark.Length..]);
        bytes.Advance(counted);

        bytes.Dispose();

        Assert.Equal(-1, room.IndexOf(Mark));
    }

    [Fact]
    public void An_array_that_is_outgrown_is_wiped_and_the_next_one_holds_what_was_counted()
    {
        var bytes = default(PooledBytes);
        bytes.Append(Mark);
        var outgrown = bytes.Written;
        var room = bytes.Reserve(100);
        Mark.CopyTo(room[^Mark.Length..]);

        bytes.Reserve(10_000);

        Assert.Equal(-1, outgrown.IndexOf(Mark));
        Assert.Equal(-1, room.IndexOf(Mark));
        Assert.Equal(Mark, bytes.Written.ToArray());
        bytes.Dispose();
    }

    [Fact]
    public void What_is_cleared_or_cut_off_is_wiped_at_the_end_at_the_latest()
    {
        var bytes = default(PooledBytes);
        var room = bytes.Reserve(200);
        Mark.CopyTo(room);
        Mark.CopyTo(room[100..]);
        bytes.Advance(Mark.Length);
        bytes.Clear();
        Assert.NotEqual(0, room.IndexOf(Mark));
        bytes.Append([1, .. Mark]);
        bytes.Truncate(1);

        bytes.Dispose();

        Assert.Equal(-1, room.IndexOf(Mark));
    }
}

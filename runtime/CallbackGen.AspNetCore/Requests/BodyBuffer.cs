using System.Buffers;
using System.Security.Cryptography;

namespace CallbackGen.AspNetCore;

/// <summary>A request's body in a pooled buffer that is cleared before others may see it.</summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int FirstSize = 4096;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(0, _length);

    /// <summary>Reads a body to its end, unless it turns out longer than allowed.</summary>
    /// <param name="source">The body.</param>
    /// <param name="max">The largest body, in bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>False when the body is longer.</returns>
    public async ValueTask<bool> ReadAsync(Stream source, int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _bytes.Length)
                Grow(max);
            // One byte more than allowed may be read, to tell a body of just the size from a longer one.
            var room = (int)Math.Min(_bytes.Length - _length, max + 1L - _length);
            var read = await source.ReadAsync(_bytes.AsMemory(_length, room), cancellationToken);
            if (read == 0)
                return true;
            _length += read;
            if (_length > max)
                return false;
        }
    }

    public void Dispose()
    {
        Release(_bytes, _length);
        _bytes = [];
        _length = 0;
    }

    /// <summary>Grows by what has arrived, never by what a header announces.</summary>
    private void Grow(int max)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_bytes.Length * 2L, max + 1L));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Release(_bytes, _length);
        _bytes = larger;
    }

    private static void Release(byte[] bytes, int length)
    {
        if (bytes.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}

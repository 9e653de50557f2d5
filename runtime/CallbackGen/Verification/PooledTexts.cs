using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace CallbackGen.Verification;

/// <summary>Texts of the request in UTF-8, each in a buffer of its own from the pool, so that none moves when another is added.</summary>
internal struct PooledTexts
{
    private byte[][]? _buffers;
    private int _count;

    /// <summary>Transcodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf8">The text in UTF-8, until <see cref="Dispose"/>.</param>
    /// <returns><see langword="false"/> when the text holds half of a surrogate pair.</returns>
    public bool TryAdd(string text, out ReadOnlySpan<byte> utf8)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(checked(text.Length * 3));
        _buffers ??= new byte[4][];
        if (_count == _buffers.Length)
            Array.Resize(ref _buffers, _count * 2);
        _buffers[_count++] = buffer;
        var isText = Utf8.FromUtf16(text, buffer, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done;
        utf8 = buffer.AsSpan(0, isText ? written : 0);
        return isText;
    }

    /// <summary>Wipes the buffers and gives them back.</summary>
    public void Dispose()
    {
        for (var index = 0; index < _count; index++)
        {
            CryptographicOperations.ZeroMemory(_buffers![index]);
            ArrayPool<byte>.Shared.Return(_buffers[index]);
        }

        this = default;
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace CallbackGen.Verification;

/// <summary>Texts of the request in UTF-8, each in its own pooled buffer, so that adding a text does not move the others.</summary>
internal struct PooledTexts
{
    private byte[][]? _buffers;
    private int _count;

    /// <summary>Encodes a text in UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf8">The text in UTF-8, valid until <see cref="Dispose"/>.</param>
    /// <returns><see langword="false"/> when the text contains an unpaired surrogate.</returns>
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

    /// <summary>Wipes the buffers and returns them to the pool.</summary>
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

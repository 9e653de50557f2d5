using System.Buffers.Binary;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Explain;

/// <summary>A text of the request that may be a signature.</summary>
/// <param name="From">Its source, as a schema writes it: <c>header:X-Signature</c>.</param>
/// <param name="Value">The whole text of the source.</param>
/// <param name="Start">The index of the signature in it.</param>
/// <param name="Length">The length of the encoded signature, in characters.</param>
/// <param name="Encoding">Its encoding.</param>
/// <param name="Bytes">The decoded signature.</param>
internal sealed record ReceivedSignature(string From, string Value, int Start, int Length, SignatureEncoding Encoding, byte[] Bytes)
{
    /// <summary>The encoding, as schemas write it.</summary>
    public string EncodingWord => Encoding.ToString().ToLowerInvariant();

    /// <summary>The index of the end of the signature in the text.</summary>
    public int End => Start + Length;
}

/// <summary>
/// All texts in a request that may be a signature, from any source and in any encoding, indexed by their bytes. A computed MAC or
/// digest is looked up here, whatever the schema declares about the signature.
/// </summary>
internal sealed class SignatureTable
{
    /// <summary>The smallest length of a signature: that of MD5.</summary>
    private const int MinBytes = 16;

    private const int MaxTextLength = 8192;
    private const int MaxStartsPerText = 48;
    private const string Separators = " ,;=:.&|\"'\t\r\n";
    private const string Ends = " ,;&|\"'\t\r\n";

    private static readonly SignatureEncoding[] Encodings =
    [
        SignatureEncoding.Hex,
        SignatureEncoding.Base64,
        SignatureEncoding.Base64Url,
        SignatureEncoding.Base64Hex,
    ];

    private readonly Dictionary<ulong, List<ReceivedSignature>> _byBytes = [];

    /// <summary>All entries.</summary>
    public IReadOnlyList<ReceivedSignature> All { get; }

    private SignatureTable(List<ReceivedSignature> all)
    {
        All = all;
        foreach (var signature in all)
        {
            var start = BinaryPrimitives.ReadUInt64LittleEndian(signature.Bytes);
            if (!_byBytes.TryGetValue(start, out var same))
                _byBytes.Add(start, same = []);
            same.Add(signature);
        }
    }

    /// <summary>Collects the texts of a request that may be a signature.</summary>
    public static SignatureTable Of(Sent sent)
    {
        var all = new List<ReceivedSignature>();
        foreach (var (from, text) in RequestFields.Texts(sent))
            AddOf(from, text, all);
        return new(all);
    }

    /// <summary>Returns the entries whose bytes equal a MAC or digest.</summary>
    public IEnumerable<ReceivedSignature> Find(ReadOnlySpan<byte> code)
    {
        if (code.Length < MinBytes || !_byBytes.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(code), out var same))
            return [];
        var found = new List<ReceivedSignature>();
        foreach (var signature in same)
        {
            if (code.SequenceEqual(signature.Bytes))
                found.Add(signature);
        }

        return found;
    }

    private static void AddOf(string from, string text, List<ReceivedSignature> all)
    {
        if (text.Length is < MinBytes or > MaxTextLength)
            return;
        var starts = 0;
        for (var start = 0; start < text.Length && starts < MaxStartsPerText; start++)
        {
            if (start > 0 && !Separators.Contains(text[start - 1], StringComparison.Ordinal))
                continue;
            starts++;
            var next = text.IndexOfAny(Ends.ToCharArray(), start);
            Add(from, text, start, next < 0 ? text.Length : next, all);
        }
    }

    private static void Add(string from, string text, int start, int end, List<ReceivedSignature> all)
    {
        if (end - start < MinBytes)
            return;
        var written = Encoding.UTF8.GetBytes(text[start..end]);
        var bytes = new byte[written.Length];
        foreach (var encoding in Encodings)
        {
            if (SignatureText.TryDecode(written, encoding, bytes, out var length) && length >= MinBytes)
                all.Add(new(from, text, start, end - start, encoding, bytes[..length]));
        }
    }
}

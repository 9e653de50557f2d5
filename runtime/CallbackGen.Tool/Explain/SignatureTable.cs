using System.Buffers.Binary;
using System.Text;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Explain;

/// <summary>A text of the request that may be a signature.</summary>
/// <param name="From">Its place, as a schema writes it: <c>header:X-Signature</c>.</param>
/// <param name="Value">The whole text there.</param>
/// <param name="Start">Where the signature begins in it.</param>
/// <param name="Length">How long it is written.</param>
/// <param name="Encoding">How it is written.</param>
/// <param name="Bytes">What it is.</param>
internal sealed record ReceivedSignature(string From, string Value, int Start, int Length, SignatureEncoding Encoding, byte[] Bytes)
{
    /// <summary>The encoding in the schema's word.</summary>
    public string EncodingWord => Encoding.ToString().ToLowerInvariant();

    /// <summary>Where it ends in the text.</summary>
    public int End => Start + Length;
}

/// <summary>
/// Everything in a request that may be a signature, in whatever place and encoding, by its bytes: what a key makes of a message is
/// looked up, whatever the schema says of the signature.
/// </summary>
internal sealed class SignatureTable
{
    /// <summary>No signature that is looked up is shorter: that of MD5.</summary>
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

    /// <summary>All of them.</summary>
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

    /// <summary>Collects what may be a signature.</summary>
    public static SignatureTable Of(Sent sent)
    {
        var all = new List<ReceivedSignature>();
        foreach (var (from, text) in RequestFields.Texts(sent))
            AddOf(from, text, all);
        return new(all);
    }

    /// <summary>The signatures of which a code is one.</summary>
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

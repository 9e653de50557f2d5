using System.Text;

namespace CallbackGen.Tool.Captures;

/// <summary>
/// Parses a curl command, the form in which documentation shows requests and browsers copy them, into the bytes that it would
/// send.
/// </summary>
internal static class CurlCommand
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Returns whether a first line begins a curl command.</summary>
    public static bool IsFirstLine(ReadOnlySpan<byte> line) =>
        WithoutPrompt(line) is var command
        && (
            command.StartsWith("curl "u8)
            || command.StartsWith("curl\t"u8)
            || command.StartsWith("curl.exe "u8)
            || command.SequenceEqual("curl\\"u8)
        );

    /// <summary>Reads all commands.</summary>
    public static IReadOnlyList<Capture> Read(CaptureSource source)
    {
        var captures = new List<Capture>();
        foreach (var command in ShellWords.Commands(source.Bytes, source.Start))
        {
            var words = command[0].Text == "$" ? command.Skip(1).ToList() : [.. command];
            if (words.Count == 0 || words[0].Text is not ("curl" or "curl.exe"))
                throw new CaptureFaultException(command[0].Line, $"the command {Output.Visible.Quote(command[0].Text)} is not curl.");
            captures.Add(new Reading(source, words).Read(source.NameOf(captures.Count)));
        }

        return captures;
    }

    private static ReadOnlySpan<byte> WithoutPrompt(ReadOnlySpan<byte> line) =>
        line.StartsWith("$ "u8) ? line[2..].TrimStart((byte)' ') : line.TrimStart((byte)' ');

    /// <summary>Parses one command.</summary>
    private sealed class Reading(CaptureSource source, List<ShellWord> words)
    {
        private readonly List<CaptureHeader> _headers = [];
        private readonly List<byte[]> _data = [];
        private readonly List<byte[]> _query = [];
        private string? _method;
        private string? _url;
        private bool _isGet;
        private bool _isHead;
        private bool _isJson;
        private int _next = 1;

        private int Line => words[Math.Min(_next, words.Count) - 1].Line;

        public Capture Read(string name)
        {
            while (_next < words.Count)
                ReadWord(words[_next++]);
            if (_url is null)
                throw new CaptureFaultException(words[0].Line, "curl's command names no address.");
            // curl uses http for an address without a scheme.
            var url = _url.Contains("://", StringComparison.Ordinal) ? _url : "http://" + _url;
            if (_isGet)
                _query.AddRange(_data);
            if (_query.Count > 0)
                url += (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Encoding.Latin1.GetString(Join(_query));
            var (origin, target) = RequestHead.Split(url, words[0].Line);
            if (origin is null)
                throw new CaptureFaultException(words[0].Line, $"the address {Output.Visible.Quote(url)} of curl's command names no host.");
            var hasBody = _data.Count > 0 && !_isGet;
            return new Capture
            {
                Name = name,
                Method =
                    _method
                    ?? (
                        _isHead ? "HEAD"
                        : hasBody ? "POST"
                        : "GET"
                    ),
                Target = target,
                Origin = WithoutUser(origin),
                Headers = [.. Defaults(origin, hasBody), .. _headers],
                Body = hasBody ? Join(_data) : default,
            };
        }

        private void ReadWord(ShellWord word)
        {
            var text = word.Text;
            if (text.StartsWith("--", StringComparison.Ordinal) && text.Length > 2)
                ReadOption(text);
            else if (text.Length > 1 && text[0] == '-')
                ReadShort(word, text);
            else if (_url is null)
                _url = text;
            else
                throw new CaptureFaultException(
                    word.Line,
                    $"curl's command names two addresses, and the second is {Output.Visible.Quote(text)}. Was a quote lost?"
                );
        }

        /// <summary>Parses letters after one hyphen: options, the last of which may be followed by its value.</summary>
        private void ReadShort(ShellWord word, string text)
        {
            for (var index = 1; index < text.Length; index++)
            {
                var name =
                    CurlOptions.LongName(text[index])
                    ?? throw new CaptureFaultException(
                        word.Line,
                        $"the option {Output.Visible.Quote($"-{text[index]}")} of curl is not known. Remove it if it does not "
                            + "change the sent request."
                    );
                if (!CurlOptions.HasValue(name))
                {
                    Honour(name, []);
                    continue;
                }

                var rest = Encoding.UTF8.GetByteCount(text.AsSpan(0, index + 1));
                Honour(name, index + 1 < text.Length ? word.Bytes[rest..] : Value(name));
                return;
            }
        }

        private void ReadOption(string name)
        {
            if (CurlOptions.RefusalOf(name) is null && !CurlOptions.IsKnown(name))
                throw new CaptureFaultException(
                    Line,
                    $"the option {Output.Visible.Quote(name)} of curl is not known. Remove it if it does not change the sent request."
                );
            Honour(name, CurlOptions.HasValue(name) ? Value(name) : []);
        }

        private byte[] Value(string name) =>
            _next < words.Count
                ? words[_next++].Bytes
                : throw new CaptureFaultException(Line, $"curl's option {name} needs a value, and the command ends.");

        private void Honour(string name, byte[] value)
        {
            if (CurlOptions.RefusalOf(name) is { } refusal)
                throw new CaptureFaultException(Line, $"curl's option {name}: {refusal}");
            if (CurlOptions.IsIgnored(name))
                return;
            switch (name)
            {
                case "--request":
                    _method = Encoding.UTF8.GetString(value);
                    if (!RequestHead.IsToken(_method))
                        throw new CaptureFaultException(Line, $"{Output.Visible.Quote(_method)} is no method of HTTP.");
                    break;
                case "--header":
                    AddHeader(value);
                    break;
                case "--url":
                    _url = Encoding.UTF8.GetString(value);
                    break;
                case "--get":
                    _isGet = true;
                    break;
                case "--head":
                    _isHead = true;
                    break;
                case "--user":
                    Add("Authorization", Encoding.UTF8.GetBytes("Basic " + Convert.ToBase64String(value)));
                    break;
                case "--user-agent":
                    Add("User-Agent", value);
                    break;
                case "--referer":
                    Add("Referer", value);
                    break;
                case "--cookie":
                    Add("Cookie", value);
                    break;
                case "--json":
                    _isJson = true;
                    // Several values are concatenated without a separator.
                    _data.Add(_data.Count == 0 ? OfFile(value, isStripped: false) : [.. RemoveLast(), .. OfFile(value, isStripped: false)]);
                    break;
                case "--url-query":
                    _query.Add(CurlData.UrlEncoded(value, File));
                    break;
                case "--data-urlencode":
                    _data.Add(CurlData.UrlEncoded(value, File));
                    break;
                case "--data-raw":
                    _data.Add(value);
                    break;
                default:
                    _data.Add(OfFile(value, isStripped: name != "--data-binary"));
                    break;
            }
        }

        private byte[] RemoveLast()
        {
            var last = _data[^1];
            _data.RemoveAt(_data.Count - 1);
            return last;
        }

        /// <summary>
        /// Returns a value, or the content of the file that it names after an @, from which <c>--data</c> strips line ends and
        /// NUL bytes.
        /// </summary>
        private byte[] OfFile(byte[] value, bool isStripped)
        {
            if (value is not [(byte)'@', .. var path])
                return value;
            var bytes = File(path);
            return isStripped ? [.. bytes.Where(one => one is not ((byte)'\r' or (byte)'\n' or 0))] : bytes;
        }

        private byte[] File(byte[] path) =>
            path is [(byte)'-']
                ? throw new CaptureFaultException(
                    Line,
                    "the data comes from curl's standard input, which is not in the command. Put it into a file, and name that."
                )
                : source.ReadBeside(Encoding.UTF8.GetString(path), Line);

        private void AddHeader(byte[] value)
        {
            if (value is [(byte)'@', ..])
                throw new CaptureFaultException(Line, "header fields are in another file. Write them into the command.");
            // "Name;" is a field without a value, and "Name:" removes a field that curl would add.
            if (value is [.. var bare, (byte)';'] && !bare.Contains((byte)':'))
                Add(Encoding.Latin1.GetString(bare), []);
            else if (value is not [.., (byte)':'])
                _headers.Add(RequestHead.HeaderLine(value, Line));
        }

        private void Add(string name, byte[] value) => _headers.Add(RequestHead.Header(name, value, Line));

        /// <summary>
        /// Returns the fields that curl adds by default and a signature may cover. <c>User-Agent</c> and similar fields describe
        /// only the sender.
        /// </summary>
        private IEnumerable<CaptureHeader> Defaults(string origin, bool hasBody)
        {
            if (!Has("Host"))
                yield return new("Host", WithoutUser(origin).Split("://")[1]);
            if (hasBody && !Has("Content-Type"))
                yield return new("Content-Type", _isJson ? "application/json" : FormType);
            if (_isJson && !Has("Accept"))
                yield return new("Accept", "application/json");
            if (!Has("Authorization") && origin.Split("://")[1] is var authority && authority.LastIndexOf('@') is var at and > 0)
                yield return new(
                    "Authorization",
                    "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(authority[..at])))
                );
        }

        private bool Has(string name) => _headers.Exists(header => header.Is(name));

        private static byte[] Join(List<byte[]> parts)
        {
            using var joined = new MemoryStream();
            foreach (var part in parts)
            {
                if (joined.Length > 0 || part != parts[0])
                    joined.WriteByte((byte)'&');
                joined.Write(part);
            }

            return joined.ToArray();
        }

        private static string WithoutUser(string origin)
        {
            var start = origin.IndexOf("://", StringComparison.Ordinal) + 3;
            var at = origin.LastIndexOf('@');
            return at < start ? origin : origin[..start] + origin[(at + 1)..];
        }
    }
}

using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// JSON as a tree that preserves the order of names and the notation of numbers: a separate parser for the tests, so that the simulation of
/// a framework does not use the tested code.
/// </summary>
internal abstract record JsonTree
{
    /// <summary>Parses a text; null if it is not JSON.</summary>
    public static JsonTree? Read(string json)
    {
        var at = 0;
        try
        {
            var tree = ReadValue(json, ref at);
            SkipSpace(json, ref at);
            return at == json.Length ? tree : null;
        }
        catch (Exception none) when (none is FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The same with names in another order, at every level.</summary>
    public JsonTree Sorted(IComparer<string> order) =>
        this switch
        {
            Members all => new Members([
                .. all.All.Select(member => (member.Name, Value: member.Value.Sorted(order))).OrderBy(member => member.Name, order),
            ]),
            Items all => new Items([.. all.All.Select(item => item.Sorted(order))]),
            _ => this,
        };

    /// <summary>The same with other tokens for numbers, true, false and null.</summary>
    public JsonTree WithWords(Func<string, string> write) =>
        this switch
        {
            Members all => new Members([.. all.All.Select(member => (member.Name, member.Value.WithWords(write)))]),
            Items all => new Items([.. all.All.Select(item => item.WithWords(write))]),
            Word word => new Word(write(word.Value)),
            _ => this,
        };

    /// <summary>Its tokens for numbers, true, false and null, in order.</summary>
    public IEnumerable<string> Words() =>
        this switch
        {
            Members all => all.All.SelectMany(member => member.Value.Words()),
            Items all => all.All.SelectMany(item => item.Words()),
            Word word => [word.Value],
            _ => [],
        };

    private static JsonTree ReadValue(string json, ref int at)
    {
        SkipSpace(json, ref at);
        switch (json[at])
        {
            case '{':
                var members = new List<(string, JsonTree)>();
                while (Next(json, ref at, '}', members.Count == 0))
                {
                    SkipSpace(json, ref at);
                    var name = ReadText(json, ref at);
                    SkipSpace(json, ref at);
                    Take(json, ref at, ':');
                    members.Add((name, ReadValue(json, ref at)));
                }

                return new Members(members);
            case '[':
                var items = new List<JsonTree>();
                while (Next(json, ref at, ']', items.Count == 0))
                    items.Add(ReadValue(json, ref at));
                return new Items(items);
            case '"':
                return new Text(ReadText(json, ref at));
            default:
                var start = at;
                while (at < json.Length && (char.IsAsciiLetterOrDigit(json[at]) || json[at] is '+' or '-' or '.'))
                    at++;
                var word = json[start..at];
                return word is "true" or "false" or "null" || double.TryParse(word, CultureInfo.InvariantCulture, out _)
                    ? new Word(word)
                    : throw new FormatException();
        }
    }

    /// <summary>Whether another member or item follows; consumes the opening, separating or closing character.</summary>
    private static bool Next(string json, ref int at, char end, bool isFirst)
    {
        SkipSpace(json, ref at);
        if (isFirst)
            at++;
        SkipSpace(json, ref at);
        if (json[at] == end)
        {
            at++;
            return false;
        }

        if (!isFirst)
            Take(json, ref at, ',');
        return true;
    }

    private static string ReadText(string json, ref int at)
    {
        var text = new StringBuilder();
        Take(json, ref at, '"');
        for (; json[at] != '"'; at++)
        {
            if (json[at] != '\\')
            {
                text.Append(json[at]);
                continue;
            }

            at++;
            if (json[at] == 'u')
            {
                text.Append((char)ushort.Parse(json.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 4;
            }
            else
            {
                text.Append(
                    json[at] switch
                    {
                        'b' => '\b',
                        'f' => '\f',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        var other => other,
                    }
                );
            }
        }

        at++;
        return text.ToString();
    }

    private static void Take(string json, ref int at, char expected) => at = json[at] == expected ? at + 1 : throw new FormatException();

    private static void SkipSpace(string json, ref int at)
    {
        while (at < json.Length && json[at] is (' ' or '\t' or '\r' or '\n'))
            at++;
    }

    /// <summary>An object.</summary>
    internal sealed record Members(IReadOnlyList<(string Name, JsonTree Value)> All) : JsonTree;

    /// <summary>An array.</summary>
    internal sealed record Items(IReadOnlyList<JsonTree> All) : JsonTree;

    /// <summary>A string, decoded.</summary>
    internal sealed record Text(string Value) : JsonTree;

    /// <summary>A number, true, false or null, as written.</summary>
    internal sealed record Word(string Value) : JsonTree;
}

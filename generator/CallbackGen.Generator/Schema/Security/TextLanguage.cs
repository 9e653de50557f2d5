using System.Text;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// A set of texts as a finite automaton over their bytes. A secret is one additional symbol, which equals only itself, because no one
/// without knowledge of it can write it. A transition may have an owner, so that two interpretations of one text can be distinguished.
/// </summary>
internal sealed class TextLanguage
{
    /// <summary>The owner of bytes that belong to no value: constants.</summary>
    public const int NoOwner = -1;

    private readonly Step[][] _steps;
    private readonly Lazy<ReadingStates> _reading;

    // The first state is the start of a text, the last state is its end.
    private TextLanguage(List<List<Step>> steps)
    {
        _steps = [.. steps.Select(step => step.ToArray())];
        _reading = new Lazy<ReadingStates>(() => ReadingStates.Of(_steps));
    }

    /// <summary>Gets all texts.</summary>
    public static TextLanguage Any { get; } = Loop(ByteSet.All);

    /// <summary>Gets the set of only the empty text.</summary>
    public static TextLanguage Empty { get; } = new Builder().Build();

    public int States => _steps.Length;

    /// <summary>Returns the set of only this text, in UTF-8.</summary>
    public static TextLanguage Text(string text)
    {
        var builder = new Builder();
        foreach (var unit in Encoding.UTF8.GetBytes(text))
            builder.Add(builder.Last, ByteSet.Of(unit));
        return builder.Build();
    }

    /// <summary>Returns the texts of one byte from a set.</summary>
    public static TextLanguage One(ByteSet bytes)
    {
        var builder = new Builder();
        builder.Add(builder.Last, bytes);
        return builder.Build();
    }

    /// <summary>Returns the texts of any number of bytes from a set, including none.</summary>
    public static TextLanguage Loop(ByteSet bytes)
    {
        var builder = new Builder();
        builder.Connect(0, 0, bytes);
        return builder.Build();
    }

    /// <summary>Returns the texts of at least one byte from a set.</summary>
    public static TextLanguage Some(ByteSet bytes) => Sequence(One(bytes), Loop(bytes));

    /// <summary>Returns the text of a secret, by its name. Only its owners know the text.</summary>
    public static TextLanguage Secret(string name)
    {
        var builder = new Builder();
        builder.Connect(0, builder.AddState(), default, name);
        return builder.Build();
    }

    public static TextLanguage Sequence(params TextLanguage[] parts)
    {
        var builder = new Builder();
        foreach (var part in parts)
            builder.Append(part);
        return builder.Build();
    }

    /// <summary>Returns the union of the sets; at least one must be given.</summary>
    public static TextLanguage Either(params TextLanguage[] several)
    {
        if (several.Length == 1)
            return several[0];
        var builder = new Builder();
        builder.Join([.. several.Select(one => builder.AppendAt(0, one))]);
        return builder.Build();
    }

    public static TextLanguage Optional(TextLanguage text) => Either(Empty, text);

    /// <summary>Returns the repetitions of a text, between a minimum and a maximum; without a maximum, any number of repetitions.</summary>
    public static TextLanguage Repeat(TextLanguage text, int minimum, int? maximum)
    {
        var builder = new Builder();
        for (var i = 0; i < minimum; i++)
            builder.Append(text);
        if (maximum is null)
        {
            // A separate state from those before and after, which would otherwise be repeated too.
            var start = builder.AddState();
            builder.Connect(start - 1, start);
            builder.Connect(builder.AppendAt(start, text), start);
            builder.Connect(start, builder.AddState());
            return builder.Build();
        }

        var ends = new List<int> { builder.Last };
        for (var i = minimum; i < maximum; i++)
        {
            builder.Append(text);
            ends.Add(builder.Last);
        }

        builder.Join(ends);
        return builder.Build();
    }

    /// <summary>Returns all texts that do not contain a text.</summary>
    public static TextLanguage Without(string text)
    {
        var units = Encoding.UTF8.GetBytes(text);
        var builder = new Builder();
        for (var i = 1; i < units.Length; i++)
            builder.AddState();
        for (var matched = 0; matched < units.Length; matched++)
        {
            var targets = new ByteSet[units.Length];
            for (var value = 0; value < 256; value++)
            {
                var next = Matched(units, matched, (byte)value);
                if (next < units.Length)
                    targets[next] |= ByteSet.Of((byte)value);
            }

            for (var next = 0; next < units.Length; next++)
            {
                if (!targets[next].IsEmpty)
                    builder.Connect(matched, next, targets[next]);
            }
        }

        builder.Join(Enumerable.Range(0, units.Length));
        return builder.Build();
    }

    /// <summary>Returns the same texts, in which each byte has an owner.</summary>
    public TextLanguage OwnedBy(int owner) => Replace(step => step with { Owner = owner });

    /// <summary>Returns the texts in lower or upper case, or a superset: characters outside ASCII become any such characters.</summary>
    public TextLanguage InCase(bool upper) => Replace(step => step with { Bytes = step.Bytes.InCase(upper) });

    private TextLanguage Replace(Func<Step, Step> replace) =>
        new([.. _steps.Select(steps => steps.Select(step => step.ReadsNothing ? step : replace(step)).ToList())]);

    /// <summary>Returns the intersection of two sets.</summary>
    public static TextLanguage Both(TextLanguage left, TextLanguage right)
    {
        var builder = new Builder();
        var numbers = new Dictionary<(int, int), int> { [(0, 0)] = 0 };
        var pending = new Queue<(int Left, int Right)>([(0, 0)]);
        while (pending.Count > 0)
        {
            var pair = pending.Dequeue();
            foreach (var (next, bytes, secret) in Common(left, right, pair))
            {
                if (!numbers.TryGetValue(next, out var number))
                {
                    numbers.Add(next, number = builder.AddState());
                    pending.Enqueue(next);
                }

                builder.Connect(numbers[pair], number, bytes, secret);
            }
        }

        var end = builder.AddState();
        if (numbers.TryGetValue((left.States - 1, right.States - 1), out var last))
            builder.Connect(last, end);
        return builder.Build();
    }

    /// <summary>
    /// Returns a short text that is in both sets; null when there is none. Where the search exceeds its limit, a placeholder
    /// is returned, as if there were one.
    /// </summary>
    public static string? FindCommon(TextLanguage left, TextLanguage right) =>
        TextSearch.FindCommon(left._reading.Value, right._reading.Value);

    /// <summary>
    /// Returns the owners whose bytes differ between two interpretations of one text; null when the search exceeds its limits.
    /// </summary>
    public HashSet<int>? FindUnsettled() => new MessageReadings(_reading.Value).FindUnsettled();

    /// <summary>Returns the transitions that both automata can take together, and those without input that one can take alone.</summary>
    private static IEnumerable<((int, int) Next, ByteSet Bytes, string? Secret)> Common(
        TextLanguage left,
        TextLanguage right,
        (int Left, int Right) pair
    )
    {
        foreach (var step in left._steps[pair.Left].Where(step => step.ReadsNothing))
            yield return ((step.To, pair.Right), default, null);
        foreach (var step in right._steps[pair.Right].Where(step => step.ReadsNothing))
            yield return ((pair.Left, step.To), default, null);
        foreach (var one in left._steps[pair.Left])
        {
            foreach (var other in right._steps[pair.Right])
            {
                var bytes = one.Bytes & other.Bytes;
                if (!bytes.IsEmpty)
                    yield return ((one.To, other.To), bytes, null);
                else if (one.Secret is not null && one.Secret == other.Secret)
                    yield return ((one.To, other.To), default, one.Secret);
            }
        }
    }

    /// <summary>
    /// Returns the length of the longest prefix of <paramref name="text"/> that is a suffix after one byte is
    /// appended to a matched prefix.
    /// </summary>
    private static int Matched(byte[] text, int matched, byte added)
    {
        for (var length = matched + 1; length > 0; length--)
        {
            if (text[length - 1] == added && text.AsSpan(0, length - 1).SequenceEqual(text.AsSpan(matched - length + 1, length - 1)))
                return length;
        }

        return 0;
    }

    /// <summary>A transition. Without bytes and secret, it consumes no input.</summary>
    internal readonly record struct Step(int To, ByteSet Bytes, string? Secret, int Owner = NoOwner)
    {
        public bool ReadsNothing => Bytes.IsEmpty && Secret is null;
    }

    /// <summary>Builds an automaton state by state. It begins with one state, the start of a text.</summary>
    internal sealed class Builder
    {
        private readonly List<List<Step>> _steps =
        [
            [],
        ];

        public int Last => _steps.Count - 1;

        public int AddState()
        {
            _steps.Add([]);
            return Last;
        }

        /// <summary>Adds a new state that one byte leads to.</summary>
        public void Add(int from, ByteSet bytes) => Connect(from, AddState(), bytes);

        /// <summary>Adds a new state that all of these states lead to.</summary>
        public int Join(IEnumerable<int> states)
        {
            var joined = AddState();
            foreach (var state in states)
                Connect(state, joined);
            return joined;
        }

        /// <summary>Adds a transition without input.</summary>
        public void Connect(int from, int to) => _steps[from].Add(new Step(to, default, null));

        /// <summary>Adds a transition over a byte of a set, or a secret; without input where there is neither.</summary>
        public void Connect(int from, int to, ByteSet bytes, string? secret = null) => _steps[from].Add(new Step(to, bytes, secret));

        /// <summary>Appends a set of texts after the last state.</summary>
        public void Append(TextLanguage text) => AppendAt(Last, text);

        /// <summary>Appends a set of texts after a state, and returns the state at its end.</summary>
        public int AppendAt(int from, TextLanguage text)
        {
            var offset = _steps.Count;
            foreach (var steps in text._steps)
                _steps.Add([.. steps.Select(step => step with { To = step.To + offset })]);
            Connect(from, offset);
            return Last;
        }

        public TextLanguage Build() => new(_steps);
    }
}

using System.Text;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// A set of texts as a finite automaton over their bytes: what may stand in a place. A secret is one letter more, which
/// equals nothing but itself, as nobody can write it who does not know it. A step may say whose byte it takes, so that two
/// ways to read one text can be told apart.
/// </summary>
internal sealed class TextLanguage
{
    /// <summary>The owner of bytes that no value has: constants.</summary>
    public const int NoOwner = -1;

    private readonly Step[][] _steps;
    private readonly Lazy<ReadingStates> _reading;

    // The first state is where a text begins, the last where it may end.
    private TextLanguage(List<List<Step>> steps)
    {
        _steps = [.. steps.Select(step => step.ToArray())];
        _reading = new Lazy<ReadingStates>(() => ReadingStates.Of(_steps));
    }

    /// <summary>Any text.</summary>
    public static TextLanguage Any { get; } = Loop(ByteSet.All);

    /// <summary>The empty text alone.</summary>
    public static TextLanguage Empty { get; } = new Builder().Build();

    public int States => _steps.Length;

    /// <summary>This text alone, in UTF-8.</summary>
    public static TextLanguage Text(string text)
    {
        var builder = new Builder();
        foreach (var unit in Encoding.UTF8.GetBytes(text))
            builder.Add(builder.Last, ByteSet.Of(unit));
        return builder.Build();
    }

    /// <summary>One byte of a set.</summary>
    public static TextLanguage One(ByteSet bytes)
    {
        var builder = new Builder();
        builder.Add(builder.Last, bytes);
        return builder.Build();
    }

    /// <summary>Any number of bytes of a set, none included.</summary>
    public static TextLanguage Loop(ByteSet bytes)
    {
        var builder = new Builder();
        builder.Connect(0, 0, bytes);
        return builder.Build();
    }

    /// <summary>At least one byte of a set.</summary>
    public static TextLanguage Some(ByteSet bytes) => Sequence(One(bytes), Loop(bytes));

    /// <summary>A text that nobody knows but its owners, by its name.</summary>
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

    /// <summary>One or the other; at least one must be given.</summary>
    public static TextLanguage Either(params TextLanguage[] several)
    {
        if (several.Length == 1)
            return several[0];
        var builder = new Builder();
        builder.Join([.. several.Select(one => builder.AppendAt(0, one))]);
        return builder.Build();
    }

    public static TextLanguage Optional(TextLanguage text) => Either(Empty, text);

    /// <summary>A text so many times, one behind the other; without a bound any number of times.</summary>
    public static TextLanguage Repeat(TextLanguage text, int minimum, int? maximum)
    {
        var builder = new Builder();
        for (var i = 0; i < minimum; i++)
            builder.Append(text);
        if (maximum is null)
        {
            // Apart from what stands before and behind, or these could be repeated too.
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

    /// <summary>Any text that does not hold another.</summary>
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

    /// <summary>The same texts, each byte of which has an owner.</summary>
    public TextLanguage OwnedBy(int owner) => Replace(step => step with { Owner = owner });

    /// <summary>The texts in lower or upper case, or more: beyond ASCII nothing is told apart.</summary>
    public TextLanguage InCase(bool upper) => Replace(step => step with { Bytes = step.Bytes.InCase(upper) });

    private TextLanguage Replace(Func<Step, Step> replace) =>
        new([.. _steps.Select(steps => steps.Select(step => step.ReadsNothing ? step : replace(step)).ToList())]);

    /// <summary>What is in both.</summary>
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
    /// A text that is in both, a short one; null when there is none. Where that takes too long to find out, it is
    /// answered as if there were one.
    /// </summary>
    public static string? FindCommon(TextLanguage left, TextLanguage right) =>
        TextSearch.FindCommon(left._reading.Value, right._reading.Value);

    /// <summary>The owners that two readings of one text give different bytes; null when that is more than can be looked at.</summary>
    public HashSet<int>? FindUnsettled() => new MessageReadings(_reading.Value).FindUnsettled();

    /// <summary>Steps that both can take together; one alone takes those that read nothing.</summary>
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

    /// <summary>How much of the beginning of <paramref name="text"/> stands at the end when one byte is added to so much of it.</summary>
    private static int Matched(byte[] text, int matched, byte added)
    {
        for (var length = matched + 1; length > 0; length--)
        {
            if (text[length - 1] == added && text.AsSpan(0, length - 1).SequenceEqual(text.AsSpan(matched - length + 1, length - 1)))
                return length;
        }

        return 0;
    }

    /// <summary>A way on. Without bytes and secret it reads nothing.</summary>
    internal readonly record struct Step(int To, ByteSet Bytes, string? Secret, int Owner = NoOwner)
    {
        public bool ReadsNothing => Bytes.IsEmpty && Secret is null;
    }

    /// <summary>Puts an automaton together, state by state. It begins with one, where a text begins.</summary>
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

        /// <summary>A new state behind another, by one byte.</summary>
        public void Add(int from, ByteSet bytes) => Connect(from, AddState(), bytes);

        /// <summary>A new state that is reached from all of these.</summary>
        public int Join(IEnumerable<int> states)
        {
            var joined = AddState();
            foreach (var state in states)
                Connect(state, joined);
            return joined;
        }

        /// <summary>A way that reads nothing.</summary>
        public void Connect(int from, int to) => _steps[from].Add(new Step(to, default, null));

        /// <summary>A way that reads a byte of a set, or a secret; nothing where there is neither.</summary>
        public void Connect(int from, int to, ByteSet bytes, string? secret = null) => _steps[from].Add(new Step(to, bytes, secret));

        /// <summary>A whole language behind the last state.</summary>
        public void Append(TextLanguage text) => AppendAt(Last, text);

        /// <summary>A whole language behind a state; gives the state where it ends.</summary>
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

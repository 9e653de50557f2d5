namespace CallbackGen.Generator.Schema.Readings;

/// <summary>
/// All messages that a row of texts can give, as a nondeterministic automaton in which every step says whose unit it
/// takes. Two readings of one message are two runs over it; whoever takes a unit in the one that another takes in the
/// other is not settled by the message.
/// </summary>
internal sealed class MessageAutomaton
{
    /// <summary>The owner of units that no value has: constants.</summary>
    public const int NoOwner = -1;

    private const int MostPairs = 100_000;
    private const int MostStates = 4_000;

    /// <summary>Outside of UTF-16: only the secret itself takes it.</summary>
    private const int SecretUnit = char.MaxValue + 1;

    private readonly List<List<Step>> _steps = [[]];
    private readonly List<List<int>> _skips = [[]];

    /// <summary>The state in which a run begins.</summary>
    public const int Start = 0;

    /// <summary>Whether there is more to it than is worth looking at: then nothing is settled.</summary>
    public bool IsTooLarge => _steps.Count > MostStates;

    /// <summary>Adds a set of texts behind a state.</summary>
    /// <returns>The state behind it.</returns>
    public int Add(int from, TextSet texts, int owner)
    {
        if (IsTooLarge)
            return from;
        switch (texts)
        {
            case TextSet.Unit unit:
                return AddStep(from, unit.Ranges.Select(range => (Low: (int)range.First, High: (int)range.Last)), owner);
            case TextSet.Secret:
                return AddStep(from, [(SecretUnit, SecretUnit)], owner);
            case TextSet.Sequence sequence:
                return sequence.Items.Aggregate(from, (state, item) => Add(state, item, owner));
            case TextSet.Choice choice:
                return Join(choice.Items.Select(item => Add(from, item, owner)).ToList());
            case TextSet.Repeat repeat:
                return AddRepeat(from, repeat, owner);
            default:
                return AddWithout(from, ((TextSet.Without)texts).Delimiter, owner);
        }
    }

    /// <summary>A state that is reached from all of these.</summary>
    public int Join(IReadOnlyCollection<int> states)
    {
        var joined = AddState();
        foreach (var state in states)
            _skips[state].Add(joined);
        return joined;
    }

    private int AddState()
    {
        _steps.Add([]);
        _skips.Add([]);
        return _steps.Count - 1;
    }

    private int AddStep(int from, IEnumerable<(int Low, int High)> ranges, int owner)
    {
        var to = AddState();
        foreach (var (low, high) in ranges)
            _steps[from].Add(new Step(low, high, to, owner));
        return to;
    }

    private int AddRepeat(int from, TextSet.Repeat repeat, int owner)
    {
        var state = from;
        for (var i = 0; i < repeat.Minimum; i++)
            state = Add(state, repeat.Item, owner);
        if (repeat.Maximum is { } maximum)
        {
            var ends = new List<int> { state };
            for (var i = repeat.Minimum; i < maximum && !IsTooLarge; i++)
                ends.Add(state = Add(state, repeat.Item, owner));
            return Join(ends);
        }

        var loop = Join([state]);
        _skips[Add(loop, repeat.Item, owner)].Add(loop);
        return Join([loop]);
    }

    /// <summary>The search for a delimiter (Knuth, Morris and Pratt), which never comes to its end.</summary>
    private int AddWithout(int from, string delimiter, int owner)
    {
        var states = Enumerable.Range(0, delimiter.Length).Select(_ => AddState()).ToList();
        _skips[from].Add(states[0]);
        for (var matched = 0; matched < delimiter.Length; matched++)
        {
            var expected = delimiter.Distinct().OrderBy(unit => unit).ToList();
            var next = 0;
            foreach (var unit in expected)
            {
                if (unit > next)
                    _steps[states[matched]].Add(new Step(next, unit - 1, states[0], owner));
                next = unit + 1;
                var reached = Matched(delimiter, delimiter.Substring(0, matched) + unit);
                if (reached < delimiter.Length)
                    _steps[states[matched]].Add(new Step(unit, unit, states[reached], owner));
            }

            _steps[states[matched]].Add(new Step(next, char.MaxValue, states[0], owner));
        }

        return Join(states);
    }

    /// <summary>How much of the delimiter's beginning a text ends with.</summary>
    private static int Matched(string delimiter, string text)
    {
        for (var length = Math.Min(delimiter.Length, text.Length); length > 0; length--)
        {
            if (string.CompareOrdinal(text, text.Length - length, delimiter, 0, length) == 0)
                return length;
        }

        return 0;
    }

    /// <summary>
    /// The owners that two readings of one message give different units; null when that is more than can be looked at.
    /// </summary>
    /// <param name="end">The state in which a run ends.</param>
    public HashSet<int>? Unsettled(int end)
    {
        if (IsTooLarge)
            return null;
        var closures = Enumerable.Range(0, _steps.Count).Select(Closure).ToList();
        var pairs = new Dictionary<(int, int), List<(int, int)>> { [(Start, Start)] = [] };
        var disputes = new List<((int, int) Pair, int First, int Second)>();
        var waiting = new Queue<(int First, int Second)>(pairs.Keys);
        while (waiting.Count > 0)
        {
            var pair = waiting.Dequeue();
            foreach (var first in closures[pair.First])
            {
                foreach (var second in closures[pair.Second])
                {
                    if (first.Low > second.High || second.Low > first.High)
                        continue;
                    var target = (first.To, second.To);
                    if (!pairs.TryGetValue(target, out var sources))
                    {
                        if (pairs.Count == MostPairs)
                            return null;
                        pairs.Add(target, sources = []);
                        waiting.Enqueue(target);
                    }

                    sources.Add(pair);
                    if (first.Owner != second.Owner)
                        disputes.Add((target, first.Owner, second.Owner));
                }
            }
        }

        var whole = Whole(pairs, end);
        return [.. disputes.Where(dispute => whole.Contains(dispute.Pair)).SelectMany(dispute => new[] { dispute.First, dispute.Second })];
    }

    /// <summary>The pairs from which both runs come to the end over one text.</summary>
    private HashSet<(int, int)> Whole(Dictionary<(int First, int Second), List<(int, int)>> pairs, int end)
    {
        var ends = Enumerable.Range(0, _steps.Count).Select(state => Reachable(state).Contains(end)).ToList();
        var whole = new HashSet<(int, int)>(pairs.Keys.Where(pair => ends[pair.First] && ends[pair.Second]));
        var waiting = new Queue<(int, int)>(whole);
        while (waiting.Count > 0)
        {
            foreach (var source in pairs[waiting.Dequeue()])
            {
                if (whole.Add(source))
                    waiting.Enqueue(source);
            }
        }

        return whole;
    }

    private List<Step> Closure(int state) => [.. Reachable(state).SelectMany(reached => _steps[reached])];

    /// <summary>The states that are reached from one without a unit, itself included.</summary>
    private HashSet<int> Reachable(int state)
    {
        var reached = new HashSet<int> { state };
        var waiting = new Stack<int>(reached);
        while (waiting.Count > 0)
        {
            foreach (var next in _skips[waiting.Pop()].Where(reached.Add))
                waiting.Push(next);
        }

        return reached;
    }

    private readonly record struct Step(int Low, int High, int To, int Owner);
}

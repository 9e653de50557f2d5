using System.Text;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>An automaton without transitions that consume no input, so that it can be traversed quickly.</summary>
/// <param name="Steps">The transitions from each state; the first state is the start of a text.</param>
/// <param name="Ends">Whether a text may end in a state.</param>
internal sealed record ReadingStates(TextLanguage.Step[][] Steps, bool[] Ends)
{
    /// <summary>Returns the same texts from an automaton whose last state is their end.</summary>
    public static ReadingStates Of(TextLanguage.Step[][] states)
    {
        var numbers = new Dictionary<int, int> { [0] = 0 };
        var found = new List<int> { 0 };
        var steps = new List<TextLanguage.Step[]>();
        var ends = new List<bool>();
        var isAlive = Alive(states);
        for (var i = 0; i < found.Count; i++)
        {
            // Transitions to the same state are merged.
            var ways = new Dictionary<(int To, string? Secret, int Owner), ByteSet>();
            ends.Add(Walk(states, found[i], ways));
            var reading = new List<TextLanguage.Step>(ways.Count);
            foreach (var way in ways.Where(way => isAlive[way.Key.To]))
            {
                if (!numbers.TryGetValue(way.Key.To, out var number))
                {
                    numbers.Add(way.Key.To, number = found.Count);
                    found.Add(way.Key.To);
                }

                reading.Add(new TextLanguage.Step(number, way.Value, way.Key.Secret, way.Key.Owner));
            }

            steps.Add([.. reading]);
        }

        return new ReadingStates([.. steps], [.. ends]);
    }

    /// <summary>Returns whether the end can be reached from each state.</summary>
    private static bool[] Alive(TextLanguage.Step[][] states)
    {
        var sources = states.Select(_ => new List<int>()).ToArray();
        for (var state = 0; state < states.Length; state++)
        {
            foreach (var step in states[state])
                sources[step.To].Add(state);
        }

        var alive = new bool[states.Length];
        alive[states.Length - 1] = true;
        var pending = new Stack<int>([states.Length - 1]);
        while (pending.Count > 0)
        {
            foreach (var source in sources[pending.Pop()].Where(source => !alive[source]))
            {
                alive[source] = true;
                pending.Push(source);
            }
        }

        return alive;
    }

    /// <summary>Collects the next input transitions from a state, and returns whether the end is reached without input.</summary>
    private static bool Walk(TextLanguage.Step[][] states, int start, Dictionary<(int To, string? Secret, int Owner), ByteSet> ways)
    {
        var seen = new HashSet<int> { start };
        var pending = new Stack<int>();
        pending.Push(start);
        var mayEnd = false;
        while (pending.Count > 0)
        {
            var state = pending.Pop();
            mayEnd |= state == states.Length - 1;
            foreach (var step in states[state])
            {
                var way = (step.To, step.Secret, step.Owner);
                if (!step.ReadsNothing)
                    ways[way] = ways.TryGetValue(way, out var bytes) ? bytes | step.Bytes : step.Bytes;
                else if (seen.Add(step.To))
                    pending.Push(step.To);
            }
        }

        return mayEnd;
    }
}

/// <summary>Searches for a text that two automata accept.</summary>
internal static class TextSearch
{
    /// <summary>More pairs of states than any two messages of a schema have together.</summary>
    private const int MostPairs = 2_000_000;

    /// <summary>The result where the search exceeds its limit.</summary>
    private const string Unknown = "…";

    /// <summary>Returns the first common text that is found, which is one of the shortest; null when there is none.</summary>
    public static string? FindCommon(ReadingStates left, ReadingStates right)
    {
        var width = right.Steps.Length;
        if ((long)left.Steps.Length * width > MostPairs)
            return Unknown;
        var from = new int[left.Steps.Length * width];
        var pending = new Queue<int>();
        from[0] = -1;
        pending.Enqueue(0);
        while (pending.Count > 0)
        {
            var pair = pending.Dequeue();
            if (left.Ends[pair / width] && right.Ends[pair % width])
                return Show(left, right, from, pair);
            foreach (var one in left.Steps[pair / width])
            {
                foreach (var other in right.Steps[pair % width])
                {
                    var next = (one.To * width) + other.To;
                    if (from[next] != 0 || !Meet(one, other))
                        continue;
                    from[next] = pair + 1;
                    pending.Enqueue(next);
                }
            }
        }

        return null;
    }

    /// <summary>Returns whether two transitions consume a common byte, or the same secret.</summary>
    public static bool Meet(TextLanguage.Step one, TextLanguage.Step other) =>
        one.Secret is null ? other.Secret is null && !(one.Bytes & other.Bytes).IsEmpty : one.Secret == other.Secret;

    private static string Show(ReadingStates left, ReadingStates right, int[] from, int pair)
    {
        var width = right.Steps.Length;
        var units = new List<byte>();
        while (from[pair] > 0)
        {
            var before = from[pair] - 1;
            var (one, other) = FindStep(left.Steps[before / width], right.Steps[before % width], pair / width, pair % width);
            if (one.Secret is not null)
                units.AddRange(Enumerable.Reverse(Encoding.UTF8.GetBytes($"{{key:{one.Secret}}}")));
            else
                units.Add((one.Bytes & other.Bytes).Example());
            pair = before;
        }

        units.Reverse();
        return Encoding.UTF8.GetString([.. units]);
    }

    private static (TextLanguage.Step One, TextLanguage.Step Other) FindStep(
        TextLanguage.Step[] left,
        TextLanguage.Step[] right,
        int toLeft,
        int toRight
    ) =>
        left.Where(step => step.To == toLeft)
            .SelectMany(one => right.Where(step => step.To == toRight).Select(other => (one, other)))
            .First(pair => Meet(pair.one, pair.other));
}

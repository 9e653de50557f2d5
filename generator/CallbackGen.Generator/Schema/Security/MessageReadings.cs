namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// All ways to read the texts of a message whose bytes have owners. Two readings of one message are two runs over its automaton;
/// whoever takes a byte in the one that another takes in the other is not settled by the message.
/// </summary>
internal sealed class MessageReadings(ReadingStates states)
{
    private const int MostPairs = 100_000;
    private const int MostStates = 4_000;

    /// <summary>The pairs of states that two runs come to over one text, each with those that they come from.</summary>
    private readonly Dictionary<(int First, int Second), List<(int First, int Second)>> _pairs = new() { [(0, 0)] = [] };
    private readonly List<((int, int) Pair, int First, int Second)> _disputes = [];

    /// <summary>The owners that two readings of one message give different bytes; null when that is more than can be looked at.</summary>
    public HashSet<int>? FindUnsettled()
    {
        if (states.Steps.Length > MostStates || !TryWalk())
            return null;
        var whole = FindWhole();
        return [.. _disputes.Where(dispute => whole.Contains(dispute.Pair)).SelectMany(dispute => new[] { dispute.First, dispute.Second })];
    }

    private bool TryWalk()
    {
        var waiting = new Queue<(int First, int Second)>(_pairs.Keys);
        while (waiting.Count > 0)
        {
            var pair = waiting.Dequeue();
            foreach (var (first, second) in Common(pair))
            {
                var target = (first.To, second.To);
                if (!_pairs.TryGetValue(target, out var sources))
                {
                    if (_pairs.Count == MostPairs)
                        return false;
                    _pairs.Add(target, sources = []);
                    waiting.Enqueue(target);
                }

                sources.Add(pair);
                if (first.Owner != second.Owner)
                    _disputes.Add((target, first.Owner, second.Owner));
            }
        }

        return true;
    }

    private IEnumerable<(TextLanguage.Step First, TextLanguage.Step Second)> Common((int First, int Second) pair) =>
        from first in states.Steps[pair.First]
        from second in states.Steps[pair.Second]
        where TextSearch.Meet(first, second)
        select (first, second);

    /// <summary>The pairs from which both runs come to the end over one text.</summary>
    private HashSet<(int, int)> FindWhole()
    {
        var whole = new HashSet<(int, int)>(_pairs.Keys.Where(pair => states.Ends[pair.First] && states.Ends[pair.Second]));
        var waiting = new Queue<(int, int)>(whole);
        while (waiting.Count > 0)
        {
            foreach (var source in _pairs[waiting.Dequeue()].Where(whole.Add))
                waiting.Enqueue(source);
        }

        return whole;
    }
}

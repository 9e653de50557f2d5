namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Finds all interpretations of the texts of a message, in which each byte has an owner. Two interpretations of one
/// message are two runs over its automaton. Where one run assigns a byte to one owner and the other run to another, the
/// message determines neither of the two.
/// </summary>
internal sealed class MessageReadings(ReadingStates states)
{
    private const int MostPairs = 100_000;
    private const int MostStates = 4_000;

    /// <summary>The pairs of states that two runs reach over the same text, each with its predecessors.</summary>
    private readonly Dictionary<(int First, int Second), List<(int First, int Second)>> _pairs = new() { [(0, 0)] = [] };
    private readonly List<((int, int) Pair, int First, int Second)> _disputes = [];

    /// <summary>
    /// Returns the owners whose bytes differ between two interpretations of one message; null when the search exceeds its limits.
    /// </summary>
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

    /// <summary>Returns the pairs from which both runs reach the end over the same text.</summary>
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

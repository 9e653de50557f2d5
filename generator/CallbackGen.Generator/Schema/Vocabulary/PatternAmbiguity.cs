namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>
/// The positions of a pattern and their successors (Glushkov automaton), with the number of transitions between each two. Where one
/// text leads from a position back to itself in two ways, the number of ways doubles with every repetition of that text:
/// exponential backtracking. Where two repetitions can divide a text in any proportion, there are as many ways as the text has
/// characters: polynomial backtracking.
/// </summary>
internal sealed class PatternAmbiguity
{
    private const int MostPositions = 400;
    private const int LargestLoop = 64;

    // An optional position links all positions before it to all positions after it: thousands of them would take gigabytes of memory.
    private const int MostLinks = 4 * MostPositions * MostPositions;

    private readonly List<PointSet> _atoms = [];
    private readonly List<Dictionary<int, int>> _follow = [];
    private readonly List<int> _first;
    private int _links;
    private bool _repeats;

    public PatternAmbiguity(PatternNode shape) => _first = Build(shape).First;

    /// <summary>Returns whether a node matches the empty text.</summary>
    public static bool MayBeEmpty(PatternNode node) =>
        node switch
        {
            PatternAtom => false,
            PatternSequence sequence => sequence.Items.All(MayBeEmpty),
            PatternChoice choice => choice.Items.Any(MayBeEmpty),
            PatternRepeat repeat => repeat.Minimum == 0 || MayBeEmpty(repeat.Item),
            _ => true,
        };

    public PatternRunaway Find(bool isAnchored)
    {
        if (!_repeats)
            return PatternRunaway.None;
        if (_atoms.Count > 2 * MostPositions || IsTooLarge)
            return PatternRunaway.ByFew;
        var loops = Loops();
        var sets = new PatternSets(_atoms);
        if (loops.Any(loop => HasTwoWays(loop, sets)))
            return PatternRunaway.ByFew;
        // Where the match may begin at any position, the characters before it are a repetition too.
        return loops.Any(loop =>
            (!isAnchored && Reaches(_first, null, loop, sets)) || loops.Any(before => before != loop && Reaches(before, loop, sets))
        )
            ? PatternRunaway.ByLength
            : PatternRunaway.None;
    }

    private bool IsTooLarge => _links > MostLinks;

    private Part Build(PatternNode node)
    {
        switch (node)
        {
            case PatternAtom atom:
                _atoms.Add(atom.Points);
                _follow.Add([]);
                return new Part([_atoms.Count - 1], [_atoms.Count - 1], false);
            case PatternSequence sequence:
                return sequence.Items.Select(Build).Aggregate(Part.Empty, Join);
            case PatternChoice choice:
                var parts = choice.Items.Select(Build).ToList();
                return new Part(
                    [.. parts.SelectMany(part => part.First)],
                    [.. parts.SelectMany(part => part.Last)],
                    parts.Any(part => part.IsEmpty)
                );
            case PatternRepeat repeat:
                return Build(repeat);
            default:
                return Part.Empty;
        }
    }

    private Part Build(PatternRepeat repeat)
    {
        if (repeat.Maximum == 0)
            return Part.Empty;
        if (repeat.Minimum == repeat.Maximum && IsFixed(repeat.Item) && _atoms.Count + repeat.Minimum <= MostPositions)
            return Enumerable.Range(0, repeat.Minimum).Select(_ => Build(repeat.Item)).Aggregate(Part.Empty, Join);
        var part = Build(repeat.Item);
        if (repeat.Maximum != 1)
        {
            _repeats = true;
            Link(part.Last, part.First);
        }

        return part with
        {
            IsEmpty = part.IsEmpty || repeat.Minimum == 0,
        };
    }

    private static bool IsFixed(PatternNode node) =>
        node switch
        {
            PatternAtom or PatternEnd => true,
            PatternSequence sequence => sequence.Items.All(IsFixed),
            PatternRepeat repeat => repeat.Minimum == repeat.Maximum && IsFixed(repeat.Item),
            _ => false,
        };

    private Part Join(Part left, Part right)
    {
        Link(left.Last, right.First);
        if (IsTooLarge)
            return right; // The result remains undecided, and the positions before are not needed.
        return new Part(
            left.IsEmpty ? [.. left.First, .. right.First] : left.First,
            right.IsEmpty ? [.. left.Last, .. right.Last] : right.Last,
            left.IsEmpty && right.IsEmpty
        );
    }

    private void Link(List<int> from, List<int> to)
    {
        foreach (var last in from)
        {
            if (IsTooLarge)
                return;
            _links += to.Count;
            foreach (var first in to)
                _follow[last][first] = _follow[last].TryGetValue(first, out var ways) ? ways + 1 : 1;
        }
    }

    /// <summary>Returns the positions that lead back to themselves, grouped into strongly connected components.</summary>
    private List<HashSet<int>> Loops()
    {
        var reached = Enumerable
            .Range(0, _atoms.Count)
            .Select(position => Closure(_follow[position].Keys, next => _follow[next].Keys))
            .ToList();
        var loops = new List<HashSet<int>>();
        for (var position = 0; position < _atoms.Count; position++)
        {
            if (reached[position].Contains(position) && !loops.Any(loop => loop.Contains(position)))
                loops.Add([.. reached[position].Where(other => reached[other].Contains(position))]);
        }

        return loops;
    }

    /// <summary>Returns whether one text leads from a position of a loop back to it in two ways.</summary>
    private bool HasTwoWays(HashSet<int> loop, PatternSets sets)
    {
        if (loop.Count > LargestLoop || loop.Any(position => _follow[position].Any(next => next.Value > 1 && loop.Contains(next.Key))))
            return true;

        IEnumerable<(int, int)> Next((int Left, int Right) pair) =>
            from left in _follow[pair.Left].Keys.Where(loop.Contains)
            from right in _follow[pair.Right].Keys.Where(loop.Contains)
            where sets.Overlap(left, right)
            select (left, right);

        var apart = Closure(loop.SelectMany(position => Next((position, position))).Where(IsApart), Next).Where(IsApart);
        return Closure(apart.SelectMany(Next), Next).Any(pair => !IsApart(pair));

        static bool IsApart((int Left, int Right) pair) => pair.Left != pair.Right;
    }

    /// <summary>Returns whether one text goes around one loop, around a later loop, and from the first to the later one.</summary>
    private bool Reaches(HashSet<int> before, HashSet<int> loop, PatternSets sets) =>
        Reaches(Circling(before, loop, sets).SelectMany(position => _follow[position].Keys), before, loop, sets);

    private bool Reaches(IEnumerable<int> begin, HashSet<int>? before, HashSet<int> loop, PatternSets sets)
    {
        bool IsCommon(int position) => sets.OverlapsAny(position, loop) && (before is null || sets.OverlapsAny(position, before));

        var ends = before is null ? loop : Circling(loop, before, sets);
        return ends.Count > 0 && Closure(begin.Where(IsCommon), position => _follow[position].Keys.Where(IsCommon)).Any(ends.Contains);
    }

    /// <summary>Returns the positions of a loop that lead back to themselves over characters that the other loop matches too.</summary>
    private HashSet<int> Circling(HashSet<int> loop, HashSet<int> other, PatternSets sets)
    {
        var common = new HashSet<int>(loop.Where(position => sets.OverlapsAny(position, other)));
        return [.. common.Where(position => Closure(Next(position), Next).Contains(position))];

        IEnumerable<int> Next(int position) => _follow[position].Keys.Where(common.Contains);
    }

    private static HashSet<T> Closure<T>(IEnumerable<T> begin, Func<T, IEnumerable<T>> next)
    {
        var found = new HashSet<T>();
        var open = new Stack<T>(begin);
        while (open.Count > 0)
        {
            var item = open.Pop();
            if (!found.Add(item))
                continue;
            foreach (var following in next(item))
                open.Push(following);
        }

        return found;
    }

    /// <summary>A part of a pattern: its first and last positions, and whether it may be empty.</summary>
    private sealed record Part(List<int> First, List<int> Last, bool IsEmpty)
    {
        public static Part Empty { get; } = new([], [], true);
    }
}

/// <summary>Determines which positions match a common character; each pair of sets is compared once.</summary>
internal sealed class PatternSets(List<PointSet> atoms)
{
    private readonly Dictionary<(PointSet, PointSet), bool> _known = [];

    public bool Overlap(int left, int right)
    {
        var pair = (atoms[left], atoms[right]);
        if (!_known.TryGetValue(pair, out var known))
            _known.Add(pair, known = atoms[left].Overlaps(atoms[right]));
        return known;
    }

    public bool OverlapsAny(int position, HashSet<int> others) => others.Any(other => Overlap(position, other));
}

using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Infer;

/// <summary>Finds sequences of member names in a documentation, such as its description of a concatenation.</summary>
internal static partial class DocumentedLists
{
    private const int MaxLength = 24;

    /// <summary>The largest distance between two names of one list, in characters.</summary>
    private const int MaxDistance = 60;

    private const int MaxLists = 4000;

    /// <summary>Returns the lists, the longest first.</summary>
    /// <param name="documentation">The text of the page.</param>
    /// <param name="members">The members whose names are searched.</param>
    public static IReadOnlyList<IReadOnlyList<CapturedMember>> Find(string documentation, IReadOnlyList<CapturedMember> members)
    {
        var byName = members
            .Where(member => member.Name.Length > 1)
            .GroupBy(member => member.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var named = Word().Matches(documentation).Where(word => byName.ContainsKey(word.Value)).ToList();
        var lists = new List<IReadOnlyList<CapturedMember>>();
        for (var first = 0; first < named.Count && lists.Count < MaxLists; first++)
        {
            var list = new List<CapturedMember> { byName[named[first].Value] };
            for (var next = first + 1; next < named.Count && list.Count < MaxLength; next++)
            {
                var member = byName[named[next].Value];
                if (named[next].Index - named[next - 1].Index - named[next - 1].Length > MaxDistance || list.Contains(member))
                    break;
                list.Add(member);
                lists.Add([.. list]);
            }
        }

        return [.. lists.OrderByDescending(list => list.Count)];
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

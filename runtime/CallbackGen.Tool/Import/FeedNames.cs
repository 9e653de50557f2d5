using System.Text;

namespace CallbackGen.Tool.Import;

/// <summary>Derives names of feeds from a document's names.</summary>
internal static class FeedNames
{
    private const int MaxLength = 60;

    /// <summary>
    /// Converts a name to Pascal case, of letters and digits: <c>check-run.created</c> becomes <c>CheckRunCreated</c>. Returns
    /// null when it has none.
    /// </summary>
    public static string? Of(string? name)
    {
        var identifier = new StringBuilder();
        var isStart = true;
        foreach (var character in name ?? "")
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                isStart = true;
                continue;
            }

            if (identifier.Length == 0 && char.IsAsciiDigit(character))
                continue;
            identifier.Append(isStart ? char.ToUpperInvariant(character) : character);
            isStart = false;
        }

        return identifier.Length == 0 ? null : identifier.ToString(0, Math.Min(identifier.Length, MaxLength));
    }

    /// <summary>Makes a name unique by appending a number if it is taken.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique.ToLowerInvariant()); number++)
            unique = $"{name[..Math.Min(name.Length, MaxLength - 4)]}{number}";
        return unique;
    }
}

namespace CallbackGen.Inbox;

/// <summary>
/// The facts in which two callbacks of one event must agree, as text: one line for each <see cref="CallbackRole"/>, in numeric
/// order. A line is empty if the schema assigns the role to no member; otherwise it is <c>=</c> followed by the percent-encoded value.
/// </summary>
public static class CallbackFacts
{
    /// <summary>
    /// Whether two texts of facts agree, compared role by role. A role that one of two feeds of an event does not have is not compared.
    /// </summary>
    /// <param name="left">Facts.</param>
    /// <param name="right">Other facts, of the same event.</param>
    /// <returns><see langword="false"/> if both have a value of some role, and the values differ.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static bool Agree(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var (lines, others) = (left.Split('\n'), right.Split('\n'));
        for (var index = 0; index < Math.Min(lines.Length, others.Length); index++)
        {
            if (lines[index].Length > 0 && others[index].Length > 0 && lines[index] != others[index])
                return false;
        }

        return true;
    }

    /// <summary>Merges two texts of facts that agree, so that a third must agree with both.</summary>
    /// <param name="left">Facts.</param>
    /// <param name="right">Other facts, of the same event, which <see cref="Agree"/> with them.</param>
    /// <returns>The merged facts: <paramref name="left"/> itself if the other adds none.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static string Merge(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left == right)
            return left;
        var (lines, others) = (left.Split('\n'), right.Split('\n'));
        var (longer, shorter) = lines.Length >= others.Length ? (lines, others) : (others, lines);
        return string.Join('\n', longer.Select((line, index) => line.Length > 0 || index >= shorter.Length ? line : shorter[index]));
    }
}

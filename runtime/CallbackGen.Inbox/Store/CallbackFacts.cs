namespace CallbackGen.Inbox;

/// <summary>
/// What two callbacks of one event have to agree in: one line for each <see cref="CallbackRole"/>, in the order of their numbers. A line is
/// empty where the schema gives no member that role, and begins with <c>=</c> where it does, before the percent-encoded value.
/// </summary>
public static class CallbackFacts
{
    /// <summary>
    /// Whether two agree, compared role by role. What one of two feeds that tell of one event does not say contradicts nothing.
    /// </summary>
    /// <param name="left">Facts.</param>
    /// <param name="right">Other facts, of the same event.</param>
    /// <returns><see langword="false"/> where both say something in a role, and not the same.</returns>
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

    /// <summary>What two that agree say together, so that a third has to agree with both.</summary>
    /// <param name="left">Facts.</param>
    /// <param name="right">Other facts, of the same event, which <see cref="Agree"/> with them.</param>
    /// <returns>Facts: <paramref name="left"/> itself where the other says nothing more.</returns>
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

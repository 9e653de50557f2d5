namespace CallbackGen.Inbox;

/// <summary>What a developer's code says to operators, as a line of a log and a column of the store take it.</summary>
internal static class OperatorText
{
    private const int Longest = 500;

    /// <summary>One line of printable characters, of which there are 500 at the most.</summary>
    public static string Of(string text) => PrintableText.Escape(text.Trim(), Longest);
}

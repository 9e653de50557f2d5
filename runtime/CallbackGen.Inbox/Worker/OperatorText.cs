namespace CallbackGen.Inbox;

/// <summary>Converts a developer's text for operators into a form for the log and the store.</summary>
internal static class OperatorText
{
    private const int Longest = 500;

    /// <summary>Returns one line of at most 500 printable characters.</summary>
    public static string Of(string text) => PrintableText.Escape(text.Trim(), Longest);
}

namespace CallbackGen.Inbox;

/// <summary>
/// What is thrown at a handler that asks a delivery for what it does not do. The text is for whoever writes the handler and holds nothing
/// of a callback, so that a log may have it.
/// </summary>
internal static class Advice
{
    // No type of its own: whoever catches InvalidOperationException, a test above all, means that one.
    private static readonly object Mark = new();

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong, and what to do instead.</param>
    public static InvalidOperationException Of(string message) => new(message) { Data = { [Mark] = true } };

    /// <summary>Whether an exception was made here.</summary>
    public static bool Is(Exception exception) => exception.Data.Contains(Mark);
}

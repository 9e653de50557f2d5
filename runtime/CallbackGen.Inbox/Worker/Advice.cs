namespace CallbackGen.Inbox;

/// <summary>
/// Creates the exceptions for wrong uses of a delivery by a handler. Their text is for the developer of the handler and contains no
/// text of a callback, so that it may be logged.
/// </summary>
internal static class Advice
{
    // Not a type of its own: code that catches InvalidOperationException, such as a test, expects exactly that type.
    private static readonly object Mark = new();

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The mistake, and its remedy.</param>
    public static InvalidOperationException Of(string message) => new(message) { Data = { [Mark] = true } };

    /// <summary>Whether this class created an exception.</summary>
    public static bool Is(Exception exception) => exception.Data.Contains(Mark);
}

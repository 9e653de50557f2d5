using Microsoft.Extensions.Options;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Thrown when keys or the public URL are missing or unusable, so that the application does not start. Each problem has its own line.
/// </summary>
internal sealed class UnusableCallbackOptionsException(IReadOnlyList<string> failures)
    : OptionsValidationException(Options.DefaultName, typeof(CallbackOptions), failures)
{
    /// <inheritdoc />
    public override string Message =>
        failures.Count == 1
            ? failures[0]
            : "The application's callbacks cannot be verified:"
                + string.Concat(failures.Select(failure => $"{Environment.NewLine}  {failure}"));

    /// <summary>
    /// Returns the message alone. A program that does not catch the exception ends with this text, and a stack trace does not help
    /// an operator.
    /// </summary>
    public override string ToString() => Message;
}

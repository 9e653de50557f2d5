using Microsoft.Extensions.Options;

namespace CallbackGen.AspNetCore;

/// <summary>Keys, or the public URL, are missing or unusable, so that the application does not start. Each has a line of its own.</summary>
internal sealed class UnusableCallbackOptionsException(IReadOnlyList<string> failures)
    : OptionsValidationException(Options.DefaultName, typeof(CallbackOptions), failures)
{
    /// <inheritdoc />
    public override string Message =>
        failures.Count == 1
            ? failures[0]
            : $"The application's callbacks cannot be verified:{string.Concat(failures.Select(failure => $"{Environment.NewLine}  {failure}"))}";

    /// <summary>The message alone. A program that catches nothing ends with this text, and where it was thrown is nothing that an operator can mend.</summary>
    public override string ToString() => Message;
}

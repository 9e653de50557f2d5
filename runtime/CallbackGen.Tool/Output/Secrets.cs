using System.CommandLine;

namespace CallbackGen.Tool.Output;

/// <summary>Prints keys, and signatures that would be accepted, only when <c>--show-secrets</c> is given.</summary>
/// <param name="AreShown">Whether they are printed.</param>
internal sealed record Secrets(bool AreShown)
{
    /// <summary>Creates the option <c>--show-secrets</c> of a command.</summary>
    public static Option<bool> CreateOption() =>
        new("--show-secrets") { Description = "Print keys, and signatures that would be accepted. Whoever sees them can forge callbacks." };

    /// <summary>Returns a secret as it is printed: itself with invisible characters escaped, or <c>***</c>.</summary>
    public string Text(string secret) => AreShown ? Visible.Text(secret) : PrintableText.Masked;

    /// <summary>Returns the bytes of a secret as they are printed.</summary>
    public string Text(ReadOnlySpan<byte> secret) => AreShown ? Visible.Text(secret) : PrintableText.Masked;
}

using System.CommandLine;

namespace CallbackGen.Tool.Output;

/// <summary>Whether keys, and signatures that would be accepted, are printed: only where <c>--show-secrets</c> says so.</summary>
/// <param name="AreShown">Whether they are.</param>
internal sealed record Secrets(bool AreShown)
{
    /// <summary>The option <c>--show-secrets</c> of a command.</summary>
    public static Option<bool> CreateOption() =>
        new("--show-secrets") { Description = "Print keys, and signatures that would be accepted. Whoever sees them can forge callbacks." };

    /// <summary>A secret as it is shown: itself, made visible, or <c>***</c>.</summary>
    public string Text(string secret) => AreShown ? Visible.Text(secret) : PrintableText.Masked;

    /// <summary>The same for bytes.</summary>
    public string Text(ReadOnlySpan<byte> secret) => AreShown ? Visible.Text(secret) : PrintableText.Masked;
}

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A program of this repository's, which is built beside the tests.</summary>
/// <param name="File">Its assembly.</param>
/// <param name="Ready">How the line begins that it writes when it serves.</param>
internal sealed record TestedProgram(string File, string Ready)
{
    /// <summary>The shops of these tests.</summary>
    public static TestedProgram Shop { get; } = new("CallbackGen.Chaos.Shop.dll", "ready");

    /// <summary>The receiver, as a gateway in front of a shop.</summary>
    public static TestedProgram Gateway { get; } = new("CallbackGen.Receiver.dll", "Listening on ");
}

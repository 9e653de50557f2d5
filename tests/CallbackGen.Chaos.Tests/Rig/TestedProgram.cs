namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A program of this repository, built next to the tests.</summary>
/// <param name="File">Its assembly.</param>
/// <param name="Ready">The beginning of the line that it prints when it is ready.</param>
internal sealed record TestedProgram(string File, string Ready)
{
    /// <summary>The shops of these tests.</summary>
    public static TestedProgram Shop { get; } = new("CallbackGen.Chaos.Shop.dll", "ready");

    /// <summary>The receiver, as a gateway in front of a shop.</summary>
    public static TestedProgram Gateway { get; } = new("CallbackGen.Receiver.dll", "Listening on ");
}

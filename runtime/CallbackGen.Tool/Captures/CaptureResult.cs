namespace CallbackGen.Tool.Captures;

/// <summary>The result of reading a capture: requests, or the reason why there are none.</summary>
/// <param name="Captures">The requests; at least one when there is no fault.</param>
/// <param name="Fault">Why there are none, or null.</param>
internal sealed record CaptureResult(IReadOnlyList<Capture> Captures, CaptureFault? Fault)
{
    /// <summary>Returns the requests.</summary>
    /// <exception cref="ToolException">There are none.</exception>
    public IReadOnlyList<Capture> OrThrow() => Fault is null ? Captures : throw new ToolException(ExitCode.Unreadable, Fault.ToString());

    /// <summary>Returns the only request.</summary>
    /// <exception cref="ToolException">There are none, or several.</exception>
    public Capture SingleOrThrow() =>
        OrThrow() switch
        {
            [var only] => only,
            var several => throw new ToolException(
                ExitCode.Usage,
                $"The capture contains {several.Count} requests, and one is needed: name it after #, by its number or its name. They "
                    + $"are {string.Join(", ", several.Take(10).Select(one => Output.Visible.Quote(one.Name)))}."
            ),
        };
}

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>What a feed says about a request.</summary>
internal static class Verdicts
{
    /// <summary>Demands that a request passes with the key that <see cref="FeedSchema"/> has.</summary>
    public static CallbackMessage Accepts(this CompiledProject project, CallbackRequest request, TimeProvider? clock = null)
    {
        var result = project.Feed.VerifyMessage(request, KeysOf(project), clock ?? FixedClock.AtNoon);
        Assert.True(result.IsSuccess, result.Rejection?.ToString());
        return result.Value;
    }

    /// <summary>Demands that a request is refused for a reason.</summary>
    public static void Refuses(
        this CompiledProject project,
        CallbackRequest request,
        CallbackRejectionReason reason,
        TimeProvider? clock = null
    )
    {
        var result = project.Feed.VerifyMessage(request, KeysOf(project), clock ?? FixedClock.AtNoon);
        Assert.False(result.IsSuccess);
        Assert.Equal(reason, result.Rejection.Reason);
    }

    private static CallbackKeys KeysOf(CompiledProject project) =>
        project.Feed.Definition.Keys.Count == 0 ? CallbackKeys.Empty : project.Keys();
}

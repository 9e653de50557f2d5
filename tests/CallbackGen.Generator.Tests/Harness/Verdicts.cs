namespace CallbackGen.Generator.Tests.Harness;

/// <summary>Asserts the verification results of a feed.</summary>
internal static class Verdicts
{
    /// <summary>Asserts that a request is accepted with the key of <see cref="FeedSchema"/>.</summary>
    public static CallbackMessage Accepts(this CompiledProject project, CallbackRequest request, TimeProvider? clock = null)
    {
        var result = project.Feed.VerifyMessage(request, KeysOf(project), clock ?? FixedClock.AtNoon);
        Assert.True(result.IsSuccess, result.Rejection?.ToString());
        return result.Value;
    }

    /// <summary>Asserts that a request is rejected for a reason.</summary>
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

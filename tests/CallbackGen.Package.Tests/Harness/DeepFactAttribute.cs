namespace CallbackGen.Package.Tests.Harness;

/// <summary>A test that takes longer than a change may wait for, and runs where CALLBACKGEN_DEEP=1 says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DeepFactAttribute : FactAttribute
{
    public DeepFactAttribute()
    {
        if (!Effort.IsDeep)
            Skip = "It takes long: set CALLBACKGEN_DEEP=1 to run it, as .ci/deep does.";
    }
}

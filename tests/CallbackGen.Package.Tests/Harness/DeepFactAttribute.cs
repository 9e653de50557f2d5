namespace CallbackGen.Package.Tests.Harness;

/// <summary>A test that takes too long to run for every change; it runs with CALLBACKGEN_DEEP=1.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DeepFactAttribute : FactAttribute
{
    public DeepFactAttribute()
    {
        if (!Effort.IsDeep)
            Skip = "It takes long: set CALLBACKGEN_DEEP=1 to run it, as .ci/deep does.";
    }
}

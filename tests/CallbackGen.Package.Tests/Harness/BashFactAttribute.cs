namespace CallbackGen.Package.Tests.Harness;

/// <summary>A test that runs a page's commands unchanged, which requires a Unix shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "The commands of the pages are typed by bash, curl and openssl, with folders of Unix.";
    }
}

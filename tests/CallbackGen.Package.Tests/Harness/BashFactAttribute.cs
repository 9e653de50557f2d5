namespace CallbackGen.Package.Tests.Harness;

/// <summary>A test that types the commands of a page as they are written, which are for a shell of Unix.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "The commands of the pages are typed by bash, curl and openssl, with folders of Unix.";
    }
}

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>A file of the repository that a test creates from the schema files.</summary>
internal static class GeneratedFile
{
    /// <summary>The environment variable that makes a test write its file before it compares it.</summary>
    private const string Update = "CALLBACKGEN_UPDATE";

    /// <summary>Asserts that a file is up to date.</summary>
    /// <param name="file">The path, relative to the repository.</param>
    /// <param name="expected">The text that the schema files yield.</param>
    /// <param name="test">The class of the test that writes it.</param>
    public static void Holds(string file, string expected, string test)
    {
        var path = Path.Combine(RepositoryFiles.Root, file);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, expected);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == expected,
            $"{file} is not what the schema files say. Write it again: {Update}=1 dotnet test tests/CallbackGen.Generator.Tests "
                + $"--filter {test}"
        );
    }
}

namespace CallbackGen.Tool.Checking;

/// <summary>Which schemas are compiled together: those below one project file, as its build would take them.</summary>
internal static class ProjectFolders
{
    /// <summary>The nearest folder with a project file that a file stands in or below; empty where there is none.</summary>
    /// <param name="path">The absolute path of the file.</param>
    public static string Of(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (HasProject(folder))
                return folder;
        }

        return "";
    }

    private static bool HasProject(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*.*proj").Any();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, above what was named.
            return false;
        }
    }
}

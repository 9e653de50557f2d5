namespace CallbackGen.Tool.Checking;

/// <summary>Groups schemas that are compiled together: those below one project file, as its build would include them.</summary>
internal static class ProjectFolders
{
    /// <summary>
    /// Returns the nearest folder with a project file that contains a file, directly or in a subfolder; empty when there is none.
    /// </summary>
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
            // A folder above the named ones that the user may not read.
            return false;
        }
    }
}

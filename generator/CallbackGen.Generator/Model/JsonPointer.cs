namespace CallbackGen.Generator.Model;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static bool IsValid(string text)
    {
        if (text.Length == 0)
            return true;
        if (text[0] != '/')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 >= text.Length || text[i + 1] is not ('0' or '1')))
                return false;
        }

        return true;
    }

    /// <summary>Returns the pointer of a top-level member.</summary>
    public static string Of(string name) => "/" + name.Replace("~", "~0").Replace("/", "~1");

    /// <summary>Returns the member names along a pointer.</summary>
    public static string[] Segments(string pointer) =>
        pointer.Length == 0 ? [] : [.. pointer.Substring(1).Split('/').Select(segment => segment.Replace("~1", "/").Replace("~0", "~"))];
}

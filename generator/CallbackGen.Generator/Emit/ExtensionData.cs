using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Checks the JSON names of a record for System.Text.Json: the member for extension data has a JSON name too, which is never written,
/// and which must differ from the name of every other member under any options.
/// </summary>
internal static class ExtensionData
{
    private const string Name = "UnknownMembers";

    /// <summary>Returns a name that no declared member has, in any letter case.</summary>
    public static string JsonName(ObjectModel record)
    {
        var name = Name;
        while (record.Members.Any(member => string.Equals(member.JsonName, name, StringComparison.OrdinalIgnoreCase)))
            name += "_";
        return name;
    }

    /// <summary>
    /// Returns whether a naming policy (camelCase, snake_case) could turn a declared name into the extension data's name.
    /// </summary>
    public static bool MayCollide(ObjectModel record) =>
        record.Members.Any(member =>
            string.Equals(string.Concat(member.JsonName.Where(char.IsLetterOrDigit)), Name, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Returns whether two names are equal for a serializer that ignores case.</summary>
    public static bool HasNamesThatDifferInCase(ObjectModel record) =>
        record.Members.Select(member => member.JsonName).Distinct(StringComparer.OrdinalIgnoreCase).Count() < record.Members.Count;
}

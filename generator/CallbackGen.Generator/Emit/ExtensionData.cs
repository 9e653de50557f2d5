using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// What System.Text.Json asks of the names in JSON: the member that takes undeclared ones has a name too, which is never
/// written and must still be no other member's, under whatever options.
/// </summary>
internal static class ExtensionData
{
    private const string Name = "UnknownMembers";

    /// <summary>A name that no declared member has in any case of letters.</summary>
    public static string JsonName(ObjectModel record)
    {
        var name = Name;
        while (record.Members.Any(member => string.Equals(member.JsonName, name, StringComparison.OrdinalIgnoreCase)))
            name += "_";
        return name;
    }

    /// <summary>Whether a naming policy (camelCase, snake_case) could make a declared name of the extension data's.</summary>
    public static bool MayCollide(ObjectModel record) =>
        record.Members.Any(member =>
            string.Equals(string.Concat(member.JsonName.Where(char.IsLetterOrDigit)), Name, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether two names are one to a serializer that ignores case.</summary>
    public static bool HasNamesThatDifferInCase(ObjectModel record) =>
        record.Members.Select(member => member.JsonName).Distinct(StringComparer.OrdinalIgnoreCase).Count() < record.Members.Count;
}

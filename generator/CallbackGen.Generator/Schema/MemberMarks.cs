using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Marks each record's members with what the rest of the file says about them: outside the signature, and playing a role.</summary>
internal static class MemberMarks
{
    public static EquatableArray<ObjectModel> Apply(
        IReadOnlyList<ObjectModel> objects, PayloadMap map, IEnumerable<FoundMember> unsigned, IEnumerable<RoleModel> roles)
    {
        var marked = new HashSet<(string, string)>(unsigned.Select(found => (found.OwnerType, found.Member.JsonName)));
        var played = roles
            .SelectMany(role => map.All.Where(found => found.Pointer == role.Pointer).Select(found => (Key: (found.OwnerType, found.Member.JsonName), role.Role)))
            .Distinct()
            .ToLookup(pair => pair.Key, pair => pair.Role);
        return objects
            .Select(model => model with
            {
                Members = model.Members.Select(member => member with
                {
                    Unsigned = marked.Contains((model.TypeName, member.JsonName)),
                    Roles = played[(model.TypeName, member.JsonName)].ToEquatableArray(),
                }).ToEquatableArray(),
            })
            .ToEquatableArray();
    }
}

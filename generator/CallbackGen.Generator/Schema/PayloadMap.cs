using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Finds payload members by JSON pointer, and lists all of them.</summary>
internal sealed class PayloadMap(PayloadSchemaReader payload, EventsModel? events, string rootType)
{
    private readonly Dictionary<string, ObjectModel> _objects = payload.Objects.ToDictionary(model => model.TypeName, StringComparer.Ordinal);

    /// <summary>The records that the payload as a whole may be.</summary>
    public IEnumerable<ObjectModel> Roots => events is null
        ? _objects.TryGetValue(rootType, out var root) ? [root] : []
        : events.Cases.Select(alternative => _objects[alternative.TypeName]);

    /// <summary>Whether every record that the payload may be declares the member.</summary>
    public bool Declares(string pointer) => Roots.Any() && Roots.All(root => Find(root, pointer) is not null);

    /// <summary>The last member along a pointer, in the first record that declares it.</summary>
    public MemberModel? Find(string pointer) => Roots.Select(root => Find(root, pointer)).FirstOrDefault(member => member is not null);

    private MemberModel? Find(ObjectModel root, string pointer)
    {
        MemberModel? member = null;
        ObjectModel? owner = root;
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            member = owner?.Members.FirstOrDefault(candidate => candidate.JsonName == segment);
            if (member is null)
                return null;
            owner = member.Element.Value is ObjectValue value ? _objects[value.TypeName] : null;
        }

        return member;
    }

    /// <summary>
    /// Every member below the payload with its pointer, objects before their members. What lies inside an array or map
    /// belongs to the array or map; a record that holds itself is entered once.
    /// </summary>
    public IEnumerable<(string Pointer, string OwnerType, MemberModel Member)> All()
    {
        foreach (var root in Roots)
        {
            foreach (var found in Below(root, "", [root.TypeName]))
                yield return found;
        }
    }

    private IEnumerable<(string Pointer, string OwnerType, MemberModel Member)> Below(ObjectModel owner, string pointer, HashSet<string> path)
    {
        foreach (var member in owner.Members)
        {
            var place = pointer + JsonPointer.Of(member.JsonName);
            yield return (place, owner.TypeName, member);
            if (member.Element.Value is not ObjectValue value || !path.Add(value.TypeName))
                continue;
            foreach (var found in Below(_objects[value.TypeName], place, path))
                yield return found;
            path.Remove(value.TypeName);
        }
    }
}

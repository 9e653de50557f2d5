using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Finds payload members by JSON pointer, and lists all of them.</summary>
internal sealed class PayloadMap
{
    private const int MostMembers = 65536;

    private readonly Dictionary<string, ObjectModel> _objects;
    private readonly IReadOnlyList<EnumModel> _enums;
    private readonly Dictionary<string, Dictionary<string, MemberModel>> _members = new(StringComparer.Ordinal);

    public PayloadMap(PayloadSchemaReader payload, EventsModel? events, string rootType)
    {
        _enums = payload.Enums;
        _objects = payload.Objects.ToDictionary(model => model.TypeName, StringComparer.Ordinal);
        Roots = events is not null ? [.. events.Cases.Select(alternative => _objects[alternative.TypeName])]
            : _objects.TryGetValue(rootType, out var only) ? [only] : [];
        var found = new List<FoundMember>();
        foreach (var root in Roots)
            Collect(found, root, "", [root.TypeName]);
        All = found;
    }

    /// <summary>The records that the payload as a whole may be.</summary>
    public IReadOnlyList<ObjectModel> Roots { get; }

    /// <summary>Whether every record that the payload may be declares the member.</summary>
    public bool Declares(string pointer) => Roots.Count > 0 && Roots.All(root => Find(root, pointer) is not null);

    /// <summary>Whether the member is declared and has one text, as that of an object or array has not.</summary>
    public bool DeclaresText(string pointer) =>
        Declares(pointer) && Find(pointer)!.Element.Value is not (ObjectValue or ArrayValue or MapValue or AnyValue);

    /// <summary>Whether every payload has the member, beside others of its object: it is required, and not one of a nested object.</summary>
    public bool IsAlways(string pointer) =>
        JsonPointer.Segments(pointer).Length == 1 && Roots.Count > 0 && Roots.All(root => Find(root, pointer) is { Nullable: false });

    /// <summary>The last member along a pointer in every record that the payload may be; null when one does not declare it.</summary>
    public IReadOnlyList<MemberModel>? FindAll(string pointer)
    {
        var found = Roots.Select(root => Find(root, pointer)).ToList();
        return found.Count == 0 || found.Contains(null) ? null : [.. found.OfType<MemberModel>()];
    }

    /// <summary>The last member along a pointer, of each record that declares it.</summary>
    public IEnumerable<MemberModel> FindDeclared(string pointer) => Roots.Select(root => Find(root, pointer)).OfType<MemberModel>();

    /// <summary>Whether every payload has a member, and the objects that hold it, and none of them is null.</summary>
    public bool IsNeverNull(string pointer)
    {
        for (var end = pointer.Length; end > 0; end = pointer.LastIndexOf('/', end - 1))
        {
            if (FindAll(pointer.Substring(0, end)) is not { } members || members.Any(member => member.Nullable))
                return false;
        }

        return true;
    }

    /// <summary>The listed texts of an enum.</summary>
    public IEnumerable<string> EnumTexts(string typeName) => _enums.First(model => model.TypeName == typeName).Cases.Select(listed => listed.Text);

    /// <summary>The last member along a pointer, in the first record that declares it.</summary>
    public MemberModel? Find(string pointer) => FindDeclared(pointer).FirstOrDefault();

    /// <summary>Whether a member is sensitive in some record, by itself or by an object around it.</summary>
    public bool IsSensitive(string pointer) => Roots.Any(root => Along(root, pointer)?.Any(member => member.Sensitive) == true);

    /// <summary>Whether a record always has the member, and all objects around it.</summary>
    public bool IsSure(ObjectModel root, string pointer) => Along(root, pointer)?.All(member => !member.Nullable) == true;

    /// <summary>Whether the member has one value in every payload that has it.</summary>
    public bool IsConstant(ObjectModel root, string pointer) => Find(root, pointer)?.Element.Value is
        TextValue { Const: not null } or IntegerValue { Const: not null } or BooleanValue { Const: not null };

    private MemberModel? Find(ObjectModel root, string pointer) => Along(root, pointer)?.LastOrDefault();

    /// <summary>The members from a record's own down to the one that a pointer leads to; null when there is none.</summary>
    private List<MemberModel>? Along(ObjectModel root, string pointer)
    {
        var members = new List<MemberModel>();
        ObjectModel? owner = root;
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            if (owner is null || !MembersOf(owner).TryGetValue(segment, out var member))
                return null;
            members.Add(member);
            owner = member.Element.Value is ObjectValue value ? _objects[value.TypeName] : null;
        }

        return members;
    }

    private Dictionary<string, MemberModel> MembersOf(ObjectModel owner)
    {
        if (!_members.TryGetValue(owner.TypeName, out var members))
            _members.Add(owner.TypeName, members = owner.Members.ToDictionary(member => member.JsonName, StringComparer.Ordinal));
        return members;
    }

    /// <summary>
    /// Every member below the payload with its pointer, objects before their members. What lies inside an array or map
    /// belongs to the array or map; a record that holds itself is entered once.
    /// </summary>
    public IReadOnlyList<FoundMember> All { get; }

    /// <summary>Whether the members are more, or deeper, than any callback's: records that hold others twice multiply.</summary>
    public bool TooLarge { get; private set; }

    private void Collect(List<FoundMember> found, ObjectModel owner, string pointer, HashSet<string> path)
    {
        foreach (var member in owner.Members)
        {
            if (found.Count >= MostMembers || path.Count > JsonReader.MaxDepth)
            {
                TooLarge = true;
                return;
            }

            var place = owner.IsValue ? pointer : pointer + JsonPointer.Of(member.JsonName);
            var isEntered = member.Element.Value is ObjectValue inner && _objects[inner.TypeName].Members.Count > 0 && !path.Contains(inner.TypeName);
            found.Add(new FoundMember(place, owner.TypeName, member, isEntered));
            if (!isEntered || member.Element.Value is not ObjectValue value)
                continue;
            path.Add(value.TypeName);
            Collect(found, _objects[value.TypeName], place, path);
            path.Remove(value.TypeName);
        }
    }
}

/// <summary>A member with its place in the payload and the record that declares it.</summary>
/// <param name="Pointer">The place.</param>
/// <param name="OwnerType">The record.</param>
/// <param name="Member">The member.</param>
/// <param name="IsEntered">Whether its own members stand in the list too, so that they speak for it.</param>
internal sealed record FoundMember(string Pointer, string OwnerType, MemberModel Member, bool IsEntered);

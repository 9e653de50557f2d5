using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>Finds payload members by JSON pointer, and lists all members.</summary>
internal sealed class PayloadMap
{
    private const int MostMembers = 65536;

    /// <summary>
    /// The most members that are compared with a misspelt member: the suggestion must not take longer than reading the file.
    /// </summary>
    private const int MostGuesses = 500;

    private readonly Dictionary<string, ObjectModel> _objects;
    private readonly IReadOnlyList<EnumModel> _enums;
    private readonly Lazy<(IReadOnlyList<FoundMember> Members, bool IsTooLarge)> _all;
    private readonly Dictionary<string, Dictionary<string, MemberModel>> _members = new(StringComparer.Ordinal);

    public PayloadMap(IReadOnlyList<ObjectModel> objects, IReadOnlyList<EnumModel> enums, EventsModel? events, string rootType)
    {
        _enums = enums;
        _objects = objects.ToDictionary(model => model.TypeName, StringComparer.Ordinal);
        HasEvents = events is not null;
        MayBeAnything = events?.From is not null;
        Roots =
            events is not null ? [.. events.Cases.Select(alternative => _objects[alternative.TypeName])]
            : _objects.TryGetValue(rootType, out var only) ? [only]
            : [];
        _all = new(CollectAll);
    }

    /// <summary>Returns the map of a feed's payload.</summary>
    public static PayloadMap Of(FeedModel feed) => new(feed.Objects, feed.Enums, feed.Events, feed.TypeName);

    /// <summary>Gets whether the payload is one of several records, or an event that is not declared.</summary>
    public bool HasEvents { get; }

    /// <summary>
    /// Gets whether the payload may be any value, also a text: an event that is not declared, and that the request names.
    /// </summary>
    public bool MayBeAnything { get; }

    /// <summary>Gets the records that the payload as a whole may be.</summary>
    public IReadOnlyList<ObjectModel> Roots { get; }

    /// <summary>Returns the end of a diagnostic about a pointer without a target: the pointer that was probably meant.</summary>
    public string Guess(string pointer) =>
        Spelling.Guess(Spelling.Nearest(pointer, All.Select(found => found.Pointer).Distinct().Take(MostGuesses)));

    /// <summary>Returns whether every record that the payload may be declares the member.</summary>
    public bool Declares(string pointer) => Roots.Count > 0 && Roots.All(root => Find(root, pointer) is not null);

    /// <summary>Returns whether the member is declared and has a text, which an object or array does not have.</summary>
    public bool DeclaresText(string pointer) =>
        Declares(pointer) && Find(pointer)!.Element.Value is not (ObjectValue or ArrayValue or MapValue or AnyValue);

    /// <summary>
    /// Returns whether the member is in every payload, next to other members of the payload: it is required, and
    /// not in a nested object.
    /// </summary>
    public bool IsAlways(string pointer) =>
        JsonPointer.Segments(pointer).Length == 1 && Roots.Count > 0 && Roots.All(root => Find(root, pointer) is { Nullable: false });

    /// <summary>
    /// Returns the last member along a pointer in every record that the payload may be; null when one of them does not declare it.
    /// </summary>
    public IReadOnlyList<MemberModel>? FindAll(string pointer)
    {
        var found = Roots.Select(root => Find(root, pointer)).ToList();
        return found.Count == 0 || found.Contains(null) ? null : [.. found.OfType<MemberModel>()];
    }

    /// <summary>Returns the last member along a pointer, of each record that declares it.</summary>
    public IEnumerable<MemberModel> FindDeclared(string pointer) => Roots.Select(root => Find(root, pointer)).OfType<MemberModel>();

    /// <summary>Returns the listed texts of an enum.</summary>
    public IEnumerable<string> EnumTexts(string typeName) =>
        _enums.FirstOrDefault(model => model.TypeName == typeName)?.Cases.Select(listed => listed.Text) ?? [];

    /// <summary>Returns the last member along a pointer, in the first record that declares it.</summary>
    public MemberModel? Find(string pointer) => FindDeclared(pointer).FirstOrDefault();

    /// <summary>Returns whether a member is sensitive in some record, by itself or because an object around it is.</summary>
    public bool IsSensitive(string pointer) => Roots.Any(root => Along(root, pointer)?.Any(member => member.Sensitive) == true);

    /// <summary>Returns whether a record always has the member, and all objects around it.</summary>
    public bool IsSure(ObjectModel root, string pointer) => Along(root, pointer)?.All(member => !member.Nullable) == true;

    /// <summary>Returns whether the member has the same value in every payload that has it.</summary>
    public bool IsConstant(ObjectModel root, string pointer) =>
        Find(root, pointer)?.Element.Value
            is TextValue { Const: not null }
                or IntegerValue { Const: not null }
                or BooleanValue { Const: not null };

    /// <summary>
    /// Returns whether every accepted payload has the member with the same value: the reader checks constants, and closed enums with
    /// one value. With events there is no such member, because an unlisted event is accepted too, with any members.
    /// </summary>
    public bool IsOneValue(string pointer) =>
        !HasEvents
        && Roots is [{ IsValue: false } root]
        && IsSure(root, pointer)
        && (
            IsConstant(root, pointer)
            || (Find(root, pointer)!.Element.Value is EnumValue { Closed: true } listed && EnumTexts(listed.TypeName).Count() == 1)
        );

    /// <summary>Returns the last member along a pointer in one record.</summary>
    public MemberModel? Find(ObjectModel root, string pointer) => Along(root, pointer)?.LastOrDefault();

    /// <summary>Returns the members along a pointer, beginning with a member of the record; null when the pointer has no target.</summary>
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

    /// <summary>
    /// Returns the members along a pointer in every record that the payload may be, including those of items and entries, as
    /// far as the pointer can be followed.
    /// </summary>
    public IEnumerable<MemberOfModel> Through(string pointer) =>
        Roots.SelectMany(root => root.IsValue ? [] : Through(root, JsonPointer.Segments(pointer)));

    private IEnumerable<MemberOfModel> Through(ObjectModel owner, string[] segments)
    {
        ValueModel? value = new ObjectValue(owner.TypeName);
        foreach (var segment in segments)
        {
            switch (value)
            {
                case ObjectValue inner when MembersOf(_objects[inner.TypeName]).TryGetValue(segment, out var member):
                    yield return new MemberOfModel(inner.TypeName, member.JsonName);
                    value = member.Element.Value;
                    break;
                case ArrayValue array:
                    value = array.Item.Value;
                    break;
                case MapValue map:
                    value = map.Item.Value;
                    break;
                default:
                    yield break;
            }
        }
    }

    private Dictionary<string, MemberModel> MembersOf(ObjectModel owner)
    {
        if (!_members.TryGetValue(owner.TypeName, out var members))
            _members.Add(owner.TypeName, members = owner.Members.ToDictionary(member => member.JsonName, StringComparer.Ordinal));
        return members;
    }

    /// <summary>Returns whether a value, or a value within it, has a property. A recursive record is visited once.</summary>
    public bool Holds(ElementModel element, Func<ElementModel, bool> property) => Holds(element, property, []);

    private bool Holds(ElementModel element, Func<ElementModel, bool> property, HashSet<string> asked) =>
        property(element)
        || element.Value switch
        {
            ArrayValue list => Holds(list.Item, property, asked),
            MapValue entries => Holds(entries.Item, property, asked),
            ObjectValue record => asked.Add(record.TypeName)
                && _objects[record.TypeName].Members.Any(member => Holds(member.Element, property, asked)),
            _ => false,
        };

    /// <summary>
    /// Gets every member below the payload with its pointer, objects before their members. Values inside an array or map belong to the
    /// array or map. A recursive record is entered once.
    /// </summary>
    public IReadOnlyList<FoundMember> All => _all.Value.Members;

    /// <summary>
    /// Gets whether the members are more numerous, or nested deeper, than in any callback: records that contain others twice multiply.
    /// </summary>
    public bool TooLarge => _all.Value.IsTooLarge;

    private (IReadOnlyList<FoundMember> Members, bool IsTooLarge) CollectAll()
    {
        var found = new List<FoundMember>();
        var isTooLarge = false;
        foreach (var root in Roots)
            isTooLarge |= !TryCollect(found, root, "", [root.TypeName]);
        return (found, isTooLarge);
    }

    private bool TryCollect(List<FoundMember> found, ObjectModel owner, string pointer, HashSet<string> path)
    {
        var isWhole = true;
        foreach (var member in owner.Members)
        {
            if (found.Count >= MostMembers || path.Count > JsonReader.MaxDepth)
                return false;

            var place = owner.IsValue ? pointer : pointer + JsonPointer.Of(member.JsonName);
            var isEntered =
                member.Element.Value is ObjectValue inner && _objects[inner.TypeName].Members.Count > 0 && !path.Contains(inner.TypeName);
            found.Add(new FoundMember(place, owner.TypeName, member, isEntered));
            if (!isEntered || member.Element.Value is not ObjectValue value)
                continue;
            path.Add(value.TypeName);
            isWhole &= TryCollect(found, _objects[value.TypeName], place, path);
            path.Remove(value.TypeName);
        }

        return isWhole;
    }
}

/// <summary>A member with its pointer in the payload and the record that declares it.</summary>
/// <param name="Pointer">The JSON pointer.</param>
/// <param name="OwnerType">The name of the record.</param>
/// <param name="Member">The member.</param>
/// <param name="IsEntered">Whether its own members are in the list too and are checked instead of it.</param>
internal sealed record FoundMember(string Pointer, string OwnerType, MemberModel Member, bool IsEntered);

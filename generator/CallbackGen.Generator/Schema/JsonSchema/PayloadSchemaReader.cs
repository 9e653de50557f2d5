using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>
/// Reads the payload part of a schema file. Objects become records, enums become enums, and every other schema becomes the
/// <see cref="ValueModel"/> of its member. Keywords that a C# type cannot express become checks.
/// </summary>
// Its fields are the intermediate results of reading one file: records, enums, checks and used names.
internal sealed class PayloadSchemaReader
{
    /// <summary>The most members of all records together: a build of this many takes some seconds.</summary>
    public const int MostMembers = 10_000;

    private static readonly ElementModel Anything = new(new AnyValue(), Nullable: false, Coerce: false);

    // The model of a value with an error, so that references to it are not reported too. Its feed rejects every request.
    private static readonly ElementModel Unread = new(new TextValue(0, null, null, null), Nullable: false, Coerce: true);

    private readonly ProblemList _problems;
    private readonly NameScope _typeNames;
    private readonly string _rootName;
    private readonly SchemaIndex _index;
    private readonly CheckBuilder _checks;
    private readonly Dictionary<JsonNode, ElementModel?> _elements = [];
    private readonly Dictionary<JsonNode, string> _records = [];
    private readonly Dictionary<JsonNode, string> _recordChecks = [];
    private readonly HashSet<JsonNode> _underWay = [];
    private readonly List<ObjectModel> _objects = [];
    private readonly List<EnumModel> _enums = [];
    private readonly Dictionary<(string Type, string Member), JsonMember> _places = [];
    private readonly List<(string Type, string? Name, TextSpan Place)> _origins = [];
    private bool _isTooDeep;
    private int _depth;
    private int _size;

    public PayloadSchemaReader(string rootName, SchemaIndex index, ProblemList problems)
    {
        _problems = problems;
        _rootName = rootName;
        _index = index;
        _checks = new CheckBuilder(index);
        _typeNames = new NameScope([
            .. Names.Reserved,
            rootName,
            rootName + "Reader",
            rootName + "Verifier",
            rootName + "JsonContext",
            rootName + "Checks",
        ]);
    }

    public IReadOnlyList<ObjectModel> Objects => _objects;

    public IReadOnlyList<EnumModel> Enums => _enums;

    public IReadOnlyList<CheckModel> Checks => _checks.Checks;

    /// <summary>Gets or sets a C# name that no member of a record may have, besides the reserved ones.</summary>
    public string? TakenMember { get; set; }

    /// <summary>Gets whether a value could not be read, so that its type and the types below it are missing.</summary>
    public bool LacksTypes { get; private set; }

    /// <summary>Reads the root: an object is the payload's record, any other value is the only member of the record.</summary>
    public void ReadRoot()
    {
        var root = _index.Root;
        var keywords = _index[root]!;
        if (TypeSet.Of(keywords) is { Only: "object", IsNullable: false } && !keywords.Has("$ref"))
        {
            ReadRecord(root, keywords, _rootName);
        }
        else
        {
            ReadRootValue(root, keywords);
        }

        ReadUnusedDefinitions();
    }

    private void ReadRootValue(JsonNode root, Keywords keywords)
    {
        var place = _objects.Count;
        _objects.Add(null!);
        if ((keywords.Member("type") ?? keywords.Member("$ref")) is { } member)
            _places[(_rootName, "")] = member;
        if (keywords.Member("properties") is { } properties && !keywords.Has("type"))
            _problems.Add(SchemaRules.UntypedObject, properties.NameSpan, "properties");
        var element = Read(root, _rootName, "Value") ?? Anything;
        var value = new MemberModel("", "Value", element, Required: true, Sensitive: false, Deprecated: false, "The payload as a whole.");
        _objects[place] = new ObjectModel(_rootName, Description(keywords), new[] { value }.ToEquatableArray(), RefusesUnknown: true)
        {
            IsValue = true,
        };
    }

    /// <summary>Reads an alternative of events as a record.</summary>
    public void ReadEvent(string typeName, JsonNode node) => ReadRecord(node, _index[node]!, typeName);

    /// <summary>Gets the declaration of each member of each record.</summary>
    public IReadOnlyDictionary<(string Type, string Member), JsonMember> MemberPlaces => _places;

    /// <summary>Gets the declaration of each type, member and listed value.</summary>
    public IReadOnlyList<(string Type, string? Name, TextSpan Place)> Origins => _origins;

    /// <summary>Returns the declaration of a record's member.</summary>
    public JsonMember? PlaceOf(string typeName, string jsonName) => _places.TryGetValue((typeName, jsonName), out var place) ? place : null;

    /// <summary>Returns the record that a schema has already become, or null.</summary>
    public string? RecordOf(JsonNode node) => _records.TryGetValue(node, out var name) ? name : null;

    public string TakeTypeName(string wanted) => _typeNames.Take(_rootName + wanted, _rootName + "Type");

    /// <summary>Reserves the root's own name for its events.</summary>
    public void NameRoot() => _records[_index.Root] = _rootName;

    /// <summary>Reads definitions that nothing refers to, which become types too: their author intends to use them in C#.</summary>
    public void ReadUnusedDefinitions()
    {
        foreach (var definition in _index[_index.Root]!["$defs"]?.Members ?? [])
        {
            if (!_checks.IsWhole(definition.Value))
                Read(definition.Value, _rootName, Names.Pascal(definition.Name));
        }

        new EffectRules(_index, _problems).Check(node => _elements.ContainsKey(node) || _records.ContainsKey(node), _checks.IsWhole);
    }

    private void ReadRecord(JsonNode node, Keywords keywords, string typeName)
    {
        // The position in the list is reserved first, so that the types are in reading order. The name is known before the members are
        // read, because a record may contain itself.
        var additional = keywords.Has("patternProperties") ? null : keywords["additionalProperties"];
        var check = _checks.Rest(node, TakenByRecord(keywords, additional));
        _records[node] = typeName;
        _recordChecks[node] = check;
        var index = _objects.Count;
        _objects.Add(null!);
        if (node != _index.Root)
            _origins.Add((typeName, null, Places.Head(node)));
        CheckRequired(keywords);
        var names = new NameScope([.. Names.Reserved, typeName, _rootName + "Reader", _rootName + "JsonContext", TakenMember ?? typeName]);
        var required = new HashSet<string>(keywords["required"]?.Items.Select(item => item.Text) ?? [], StringComparer.Ordinal);
        var members = new List<MemberModel>();
        foreach (var property in keywords["properties"]?.Members ?? [])
        {
            if (!HasRoom(property.NameSpan))
                break;
            _places[(typeName, property.Name)] = property;
            _origins.Add((typeName, property.Name, property.NameSpan));
            if (ReadMember(typeName, property, required.Contains(property.Name), names) is { } member)
                members.Add(member);
        }

        _objects[index] = new ObjectModel(
            typeName,
            Description(keywords),
            members.ToEquatableArray(),
            RefusesUnknown: additional is { Kind: JsonKind.Boolean, IsTrue: false }
        )
        {
            Check = check,
            Coerce = keywords.IsTrue("coerce"),
        };
    }

    /// <summary>
    /// Counts a member, and returns whether it is still within the limit. Members above the limit would take too long to compile; they
    /// are left out and reported once. The file then has an error, and its feed rejects every request.
    /// </summary>
    private bool HasRoom(TextSpan place)
    {
        if (++_size == MostMembers + 1)
            _problems.Add(
                SchemaRules.TooLarge,
                place,
                $"it has more than {MostMembers} members in all of its records: no callback has so many, and the compiler would take "
                    + "minutes for them; omit members that the program does not read, because undeclared members are kept too"
            );
        return _size <= MostMembers;
    }

    private static HashSet<string> TakenByRecord(Keywords keywords, JsonNode? additional)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { "type", "properties" };
        if (keywords.Has("properties"))
            taken.Add("required");
        if (additional?.Kind == JsonKind.Boolean)
            taken.Add("additionalProperties");
        return taken;
    }

    private void CheckRequired(Keywords keywords)
    {
        if (!keywords.Has("properties"))
            return;
        var declared = new HashSet<string>(keywords["properties"]!.Members.Select(member => member.Name), StringComparer.Ordinal);
        foreach (var name in keywords["required"]?.Items ?? [])
        {
            if (name.Kind == JsonKind.String && !declared.Contains(name.Text))
                _problems.Add(SchemaRules.UndeclaredRequired, name.Span, name.Text, Spelling.Guess(Spelling.Nearest(name.Text, declared)));
        }
    }

    private MemberModel? ReadMember(string typeName, JsonMember property, bool required, NameScope names)
    {
        var wanted = property.Value.Find("csharpName") is { Kind: JsonKind.String } chosen
            ? Names.IsMemberName(chosen.Text)
                ? chosen.Text
                : ""
            : Names.Pascal(property.Name);
        var shadowsTexts = wanted.StartsWith(_rootName, StringComparison.Ordinal) && wanted.EndsWith("Texts", StringComparison.Ordinal);
        var name = names.Take(shadowsTexts ? wanted + "Value" : wanted, "Member");
        var element = Read(property.Value, typeName, name);
        var annotations = Annotations.Of(property.Value, _index);
        if (element is null && _isTooDeep)
            return null;
        LacksTypes |= element is null;
        return new MemberModel(
            property.Name,
            name,
            element ?? Unread,
            required,
            Sensitive: annotations.Sensitive,
            Deprecated: annotations.Deprecated,
            annotations.Description
        );
    }

    /// <summary>Reads the schema of a member, item, entry or definition, once for all references to it.</summary>
    private ElementModel? Read(JsonNode node, string ownerName, string name)
    {
        if (_elements.TryGetValue(node, out var known))
            return known;
        if (_records.TryGetValue(node, out var record))
            return OfRecord(node, record);
        if (_depth >= JsonReader.MaxDepth)
        {
            _isTooDeep = true;
            _problems.Add(
                SchemaRules.TooLarge,
                Places.Head(node),
                $"values are nested more than {JsonReader.MaxDepth} levels deep, references included: no callback is so deep"
            );
            return null;
        }

        // A list of lists of itself has no C# type; so a schema that is already being read becomes a check.
        if (!_underWay.Add(node))
            return new ElementModel(new AnyValue(), Nullable: false, Coerce: false, _checks.Whole(node));
        _depth++;
        var element = ReadSchema(node, ownerName, name);
        _depth--;
        _underWay.Remove(node);
        return _elements[node] = element;
    }

    private ElementModel? ReadSchema(JsonNode node, string ownerName, string name)
    {
        if (_index[node] is not { } keywords)
            return node.Kind == JsonKind.Boolean ? Anything with { Check = _checks.Whole(node) } : null;
        if (keywords.Has("$ref"))
            return ReadReference(node);
        var types = TypeSet.Of(keywords);
        if (types.Only is not { } type || (types.Names.Count > 1 && !types.IsNullable))
            return Untyped(node, keywords);
        var taken = new HashSet<string>(StringComparer.Ordinal) { "type" };
        ValueModel? value;
        switch (type)
        {
            case "object"
                when keywords.Has("properties")
                    || (
                        keywords["additionalProperties"] is { Kind: JsonKind.Boolean, IsTrue: false } && !keywords.Has("patternProperties")
                    ):
                ReadRecord(node, keywords, _typeNames.Take(ownerName + name, _rootName + "Object"));
                return OfRecord(node, _records[node]);
            case "object":
                value = ReadMap(keywords, ownerName + name, taken);
                break;
            case "array":
                value = ReadArray(keywords, ownerName, name, taken);
                break;
            default:
                value = new ScalarReader(keywords, taken).Read(type, values => AddEnum(ownerName + name, keywords, values));
                break;
        }

        return value is null
            ? null
            : new ElementModel(value, IsNullable(keywords, types), keywords.IsTrue("coerce"), _checks.Rest(node, taken));
    }

    private ElementModel Untyped(JsonNode node, Keywords keywords)
    {
        if (keywords.Member("properties") is { } properties && !keywords.Has("type") && node != _index.Root)
            _problems.Add(SchemaRules.UntypedObject, properties.NameSpan, "properties");
        return Anything with { Check = _checks.Whole(node), Types = TypeSet.Of(keywords).Names.ToEquatableArray() };
    }

    /// <summary>
    /// Returns the element of a record. A record checks itself, except against null: a nullable element repeats the
    /// check before it is read.
    /// </summary>
    private ElementModel OfRecord(JsonNode node, string typeName)
    {
        var nullable = _index[node] is { } keywords && IsNullable(keywords, TypeSet.Of(keywords));
        var check = nullable && _recordChecks.TryGetValue(node, out var own) ? own : CheckModel.True;
        var coerce = _index[node]?.IsTrue("coerce") == true;
        return new ElementModel(new ObjectValue(typeName), nullable, coerce, check);
    }

    /// <summary>
    /// Returns whether null is accepted. A constant other than null excludes it, and so does a closed enum that does not list it.
    /// </summary>
    private static bool IsNullable(Keywords keywords, TypeSet types) =>
        types.IsNullable
        && (keywords["const"] is not { } constant || constant.Kind == JsonKind.Null)
        && !(keywords.IsTrue("closed") && keywords["enum"]?.Items.All(item => item.Kind != JsonKind.Null) == true);

    private ElementModel? ReadReference(JsonNode node)
    {
        if (_index.TargetOf(node) is not { } target)
            return null;
        _depth--; // a reference adds no level to the value's depth
        var element = Read(target, _rootName, NameOf(target));
        _depth++;
        if (element is null || !_index[node]!.All.Any(member => member.Name != "$ref" && CheckBuilder.IsAsked(_index[node]!, member.Name)))
            return element;
        return element.Value is AnyValue
            ? Anything with
            {
                Check = _checks.Whole(node),
            }
            : element with
            {
                Check = _checks.Both(node, element.Check, _checks.Rest(node, ["$ref"])),
            };
    }

    private string NameOf(JsonNode target) => Names.Pascal(JsonPointer.Segments(_index.PointerOf(target)).LastOrDefault() ?? "");

    private MapValue? ReadMap(Keywords keywords, string wanted, HashSet<string> taken)
    {
        var additional = keywords["additionalProperties"];
        if (additional is not { Kind: JsonKind.Object } || keywords.Has("patternProperties"))
            return new MapValue(Anything);
        taken.Add("additionalProperties");
        return Read(additional, wanted, "Value") is { } entry ? new MapValue(entry) : null;
    }

    private ArrayValue? ReadArray(Keywords keywords, string ownerName, string name, HashSet<string> taken)
    {
        var numbers = new ScalarReader(keywords, taken);
        var minimum = numbers.Count("minItems");
        var maximum = numbers.Count("maxItems");
        if (keywords["items"] is not { } items || keywords.Has("prefixItems"))
            return new ArrayValue(Anything, minimum ?? 0, maximum);
        taken.Add("items");
        return Read(items, ownerName, name + "Item") is { } item ? new ArrayValue(item, minimum ?? 0, maximum) : null;
    }

    private EnumValue AddEnum(string wanted, Keywords keywords, EnumCases values)
    {
        var model = new EnumModel(
            _typeNames.Take(wanted, _rootName + "Enum", companion: "Texts"),
            Description(keywords),
            keywords.IsTrue("closed"),
            values.Integer,
            values.Cases
        );
        _enums.Add(model);
        var list = keywords.Member("enum")!;
        _origins.Add((model.TypeName, null, list.NameSpan));
        _origins.AddRange(
            list.Value.Items.Where(item => item.Kind != JsonKind.Null)
                .Zip(values.Cases, (item, value) => (model.TypeName, (string?)value.Text, item.Span))
        );
        return new EnumValue(model.TypeName, model.Closed, model.Integer);
    }

    private static string? Description(Keywords keywords) => keywords.Text("description") ?? keywords.Text("title");
}

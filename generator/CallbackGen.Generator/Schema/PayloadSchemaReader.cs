using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// Reads the payload part of a schema file: objects become records, enums become enums, and every other schema the
/// <see cref="ValueModel"/> of the member that holds it.
/// </summary>
internal sealed class PayloadSchemaReader
{
    private readonly ProblemList _problems;
    private readonly NameScope _typeNames;
    private readonly string _rootName;
    private readonly Definitions _definitions;
    private readonly Dictionary<string, ValueModel> _definitionValues = new(StringComparer.Ordinal);
    private readonly HashSet<string> _definitionsUnderWay = new(StringComparer.Ordinal);
    private readonly HashSet<string> _brokenDefinitions = new(StringComparer.Ordinal);
    private readonly List<ObjectModel> _objects = [];
    private readonly List<EnumModel> _enums = [];
    private int _depth;
    private readonly Dictionary<(string Type, string Member), JsonMember> _places = [];

    public PayloadSchemaReader(string rootName, Keywords root, ProblemList problems)
    {
        _problems = problems;
        _rootName = rootName;
        _typeNames = new NameScope([.. Names.Reserved, rootName, rootName + "Reader", rootName + "Verifier", rootName + "JsonContext"]);
        _definitions = new Definitions(root["$defs"]);
    }

    public IReadOnlyList<ObjectModel> Objects => _objects;

    public IReadOnlyList<EnumModel> Enums => _enums;

    /// <summary>Reads the root as one object.</summary>
    public void ReadRoot(JsonNode node, Keywords keywords)
    {
        CheckRootType(keywords);
        if (keywords["type"] is null && node.Find("type") is null)
            _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "type", "a callback schema");
        AddObject(_rootName, keywords);
        ReadUnusedDefinitions();
    }

    public void CheckRootType(Keywords root)
    {
        if (root["type"] is { Text: not "object" } type)
            _problems.Add(SchemaRules.NotAllowedValue, type.Span, "type", "\"object\" at the root of a callback schema; put a payload that is something else below a member");
    }

    /// <summary>Gives a payload that could not be read its type, so that one mistake in the file stays one error.</summary>
    public void EnsureRoot()
    {
        if (_objects.All(model => model.TypeName != _rootName))
            _objects.Insert(0, new ObjectModel(_rootName, null, default, RefusesUnknown: false));
    }

    /// <summary>Reads an alternative of <c>oneOf</c> as a record; the definition that it refers to is that record.</summary>
    public void ReadEvent(string typeName, JsonNode node, Keywords keywords, string? definition)
    {
        if (definition is not null)
            _definitionValues[definition] = new ObjectValue(typeName);
        CheckRecord(node, keywords);
        AddObject(typeName, keywords);
    }

    /// <summary>Where a member of a record is declared.</summary>
    public JsonMember? PlaceOf(string typeName, string jsonName) => _places.TryGetValue((typeName, jsonName), out var place) ? place : null;

    /// <summary>The record that a definition has already become, or null.</summary>
    public string? RecordOf(string definition) =>
        _definitionValues.TryGetValue(definition, out var value) && value is ObjectValue record ? record.TypeName : null;

    public string TakeTypeName(string wanted) => _typeNames.Take(_rootName + wanted, _rootName + "Type");

    /// <summary>The definition that a <c>$ref</c> names, or null with a problem reported.</summary>
    public JsonMember? Resolve(JsonNode reference)
    {
        if (_definitions.Find(reference.Text) is { } definition)
            return definition;
        _problems.Add(SchemaRules.UnresolvedReference, reference.Span, reference.Text);
        return null;
    }

    /// <summary>Definitions that nothing refers to are still read, so that their mistakes are seen.</summary>
    public void ReadUnusedDefinitions()
    {
        foreach (var definition in _definitions.All)
            ReadDefinition(definition);
    }

    private ObjectModel AddObject(string typeName, Keywords keywords)
    {
        // The place in the list is taken first, so that the types stand in the order in which a reader meets them.
        var index = _objects.Count;
        _objects.Add(null!);
        var names = new NameScope([.. Names.Reserved, typeName, _rootName + "Reader"]);
        var required = ReadRequired(keywords);
        var members = new List<MemberModel>();
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in keywords["properties"]?.Members ?? [])
        {
            declared.Add(property.Name);
            _places[(typeName, property.Name)] = property;
            if (ReadMember(typeName, property, required.Contains(property.Name), names) is { } member)
                members.Add(member);
        }

        foreach (var name in keywords["required"]?.Items ?? [])
        {
            if (name.Kind == JsonKind.String && !declared.Contains(name.Text))
                _problems.Add(SchemaRules.UndeclaredRequired, name.Span, name.Text);
        }

        var additional = keywords["additionalProperties"];
        if (additional is { Kind: JsonKind.Object })
            _problems.Add(SchemaRules.UnsupportedKeyword, Places.Head(additional), "additionalProperties", "beside \"properties\" it must be true or false; a schema makes a map of an object without \"properties\"");
        var model = new ObjectModel(
            typeName, keywords.Text("description") ?? keywords.Text("title"), members.ToEquatableArray(),
            RefusesUnknown: additional is { Kind: JsonKind.Boolean, IsTrue: false });
        _objects[index] = model;
        return model;
    }

    private HashSet<string> ReadRequired(Keywords keywords)
    {
        var required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in keywords["required"]?.Items ?? [])
        {
            if (item.Kind != JsonKind.String)
                _problems.Add(SchemaRules.WrongKind, Places.Head(item), "required", "an array of member names");
            else if (!required.Add(item.Text))
                _problems.Add(SchemaRules.NotAllowedValue, item.Span, "required", "an array of distinct names");
        }

        return required;
    }

    private MemberModel? ReadMember(string typeName, JsonMember property, bool required, NameScope names)
    {
        if (property.Value.Kind is not (JsonKind.Object or JsonKind.Boolean))
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(property.Value), property.Name, "a schema: an object or true");
            return null;
        }

        var wanted = property.Value.Find("csharpName") is { Kind: JsonKind.String } chosen ? ReadChosenName(chosen) : Names.Pascal(property.Name);
        var shadowsTexts = wanted.StartsWith(_rootName, StringComparison.Ordinal) && wanted.EndsWith("Texts", StringComparison.Ordinal);
        var name = names.Take(shadowsTexts ? wanted + "Value" : wanted, "Member");
        var element = ReadElement(property.Value, typeName, name, isMember: true);
        var annotations = Annotations.Of(property.Value, _definitions);
        return element is null ? null : new MemberModel(
            property.Name, name, element, required,
            Sensitive: annotations.Sensitive, Unsigned: false, Deprecated: annotations.Deprecated, annotations.Description);
    }

    private string ReadChosenName(JsonNode chosen)
    {
        if (Names.IsIdentifier(chosen.Text) && !char.IsLower(chosen.Text[0]))
            return chosen.Text;
        _problems.Add(SchemaRules.BadIdentifier, chosen.Span, chosen.Text);
        return "";
    }

    /// <summary>Reads a member's, item's or entry's schema.</summary>
    private ElementModel? ReadElement(JsonNode node, string ownerName, string name, bool isMember = false)
    {
        if (_depth >= JsonReader.MaxDepth)
        {
            _problems.Add(SchemaRules.TooLarge, Places.Head(node), $"Values are nested more than {JsonReader.MaxDepth} levels deep, references included: no callback is so deep");
            return null;
        }

        _depth++;
        try
        {
            return ReadSchema(node, ownerName, name, isMember);
        }
        finally
        {
            _depth--;
        }
    }

    private ElementModel? ReadSchema(JsonNode node, string ownerName, string name, bool isMember)
    {
        if (node.Kind == JsonKind.Boolean)
        {
            if (node.IsTrue)
                return new ElementModel(new AnyValue(), Nullable: false, Coerce: false);
            _problems.Add(SchemaRules.UnsupportedKeyword, node.Span, "false", "a member that must never be there is refused by \"additionalProperties\": false");
            return null;
        }

        if (node.Kind != JsonKind.Object)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(node), name, "a schema: an object or true");
            return null;
        }

        var keywords = SchemaKeywords.Payload.Check(node, _problems);
        if (!isMember)
            CheckUnnamed(keywords);
        if (keywords["$ref"] is { } reference)
        {
            CheckBesideReference(keywords);
            return Resolve(reference) is { } definition && _definitions.Follow(definition).End is { } target ? ReadDefinition(target) : null;
        }

        return ReadTyped(node, keywords, ownerName, name);
    }

    private ElementModel? ReadTyped(JsonNode node, Keywords keywords, string ownerName, string name)
    {
        var type = TypeOf(keywords, out var nullable);
        var coerce = keywords.IsTrue("coerce");
        ValueModel? value;
        switch (type)
        {
            case "object":
                Applicability.Check(keywords, type, _problems);
                value = ReadObject(keywords, ownerName + name);
                break;
            case "array":
                Applicability.Check(keywords, type, _problems);
                value = ReadArray(keywords, ownerName, name);
                break;
            case null when keywords["enum"] is null && keywords["const"] is null:
                Applicability.Check(keywords, null, _problems);
                value = new AnyValue();
                break;
            case null:
                _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "type", "a schema with \"enum\" or \"const\"");
                return null;
            case "":
                return null;
            default:
                Applicability.Check(keywords, type, _problems);
                value = new ScalarReader(keywords, _problems).Read(type, values => AddEnum(ownerName + name, keywords, values));
                break;
        }

        return value is null ? null : new ElementModel(value, nullable, coerce);
    }

    private ValueModel? ReadObject(Keywords keywords, string wanted)
    {
        if (keywords["properties"] is not null)
            return new ObjectValue(AddObject(_typeNames.Take(wanted, _rootName + "Object"), keywords).TypeName);
        if (keywords.Member("required") is { } required)
            _problems.Add(SchemaRules.DoesNotApply, required.NameSpan, "required", "an object without \"properties\"");

        var additional = keywords["additionalProperties"];
        if (additional is null or { Kind: JsonKind.Boolean, IsTrue: true })
            return new MapValue(new ElementModel(new AnyValue(), Nullable: false, Coerce: false));
        if (additional.Kind == JsonKind.Boolean)
            return new ObjectValue(AddObject(_typeNames.Take(wanted, _rootName + "Object"), keywords).TypeName);
        return ReadElement(additional, wanted, "Value") is { } entry ? new MapValue(entry) : null;
    }

    private ArrayValue? ReadArray(Keywords keywords, string ownerName, string name)
    {
        var numbers = new ScalarReader(keywords, _problems);
        var minimum = numbers.Count("minItems");
        var maximum = numbers.Count("maxItems");
        numbers.CheckOrder("minItems", "maxItems");
        var item = keywords["items"] is { } items
            ? ReadElement(items, ownerName, name + "Item")
            : new ElementModel(new AnyValue(), Nullable: false, Coerce: false);
        return item is null ? null : new ArrayValue(item, minimum ?? 0, maximum);
    }

    private ElementModel? ReadDefinition(JsonMember definition)
    {
        if (_brokenDefinitions.Contains(definition.Name))
            return null; // and reported when it was read
        var nullable = definition.Value.Find("type") is { Kind: JsonKind.Array } types && types.Items.Any(item => item.Text == "null");
        var coerce = definition.Value.Find("coerce")?.IsTrue == true;
        if (_definitionValues.TryGetValue(definition.Name, out var known))
            return new ElementModel(known, nullable, coerce);

        // A record may hold itself (a tree): its name is known before its members are read.
        var isRecord = definition.Value.Find("properties") is { Kind: JsonKind.Object } && definition.Value.Find("$ref") is null;
        var typeName = isRecord ? _typeNames.Take(_rootName + Names.Pascal(definition.Name), _rootName + "Object") : "";
        if (isRecord)
        {
            _definitionValues.Add(definition.Name, new ObjectValue(typeName));
            var keywords = SchemaKeywords.Payload.Check(definition.Value, _problems);
            CheckRecord(definition.Value, keywords);
            AddObject(typeName, keywords);
            return new ElementModel(new ObjectValue(typeName), nullable, coerce);
        }

        if (_definitions.Follow(definition).InCircle)
        {
            var reference = definition.Value.Find("$ref")!;
            _problems.Add(SchemaRules.EndlessReference, reference.Span, reference.Text);
            _brokenDefinitions.Add(definition.Name);
            return null;
        }

        if (!_definitionsUnderWay.Add(definition.Name))
        {
            _problems.Add(SchemaRules.EndlessReference, definition.NameSpan, "#/$defs/" + definition.Name);
            return null;
        }

        var element = ReadElement(definition.Value, _rootName, Names.Pascal(definition.Name));
        _definitionsUnderWay.Remove(definition.Name);
        if (element is not null)
            _definitionValues[definition.Name] = element.Value;
        else
            _brokenDefinitions.Add(definition.Name);
        return element;
    }

    /// <summary>A schema with <c>properties</c> says that it is an object, and nothing that objects do not have.</summary>
    private void CheckRecord(JsonNode node, Keywords keywords)
    {
        CheckUnnamed(keywords);
        var type = TypeOf(keywords, out _);
        if (type is null && node.Find("type") is null)
            _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "type", "a schema with \"properties\"");
        Applicability.Check(keywords, string.IsNullOrEmpty(type) ? "object" : type, _problems);
    }

    /// <summary>Only a member has a C# name to choose.</summary>
    public void CheckUnnamed(Keywords keywords)
    {
        if (keywords.Member("csharpName") is { } name)
            _problems.Add(SchemaRules.DoesNotApply, name.NameSpan, "csharpName", "a schema that is not a member's");
    }

    public void CheckBesideReference(Keywords keywords)
    {
        foreach (var member in keywords.All)
        {
            if (member.Name is not ("$ref" or "$comment" or "title" or "description" or "deprecated" or "sensitive" or "examples" or "default" or "csharpName"))
                _problems.Add(SchemaRules.DoesNotApply, member.NameSpan, member.Name, "a reference");
        }
    }

    private EnumValue? AddEnum(string wanted, Keywords keywords, EnumCases values)
    {
        var model = new EnumModel(
            _typeNames.Take(wanted, _rootName + "Enum", companion: "Texts"), keywords.Text("description") ?? keywords.Text("title"),
            keywords.IsTrue("closed"), values.Integer, values.Cases);
        _enums.Add(model);
        return new EnumValue(model.TypeName, model.Closed, model.Integer);
    }

    /// <summary>The one type besides null; null when none is given; empty when it cannot be used (reported).</summary>
    private string? TypeOf(Keywords keywords, out bool nullable)
    {
        nullable = false;
        if (keywords["type"] is not { } type)
            return null;
        var names = type.Kind == JsonKind.String ? [type] : type.Items;
        var others = new List<string>();
        foreach (var name in names)
        {
            if (name.Kind != JsonKind.String || name.Text is not ("object" or "array" or "string" or "integer" or "number" or "boolean" or "null"))
            {
                _problems.Add(SchemaRules.NotAllowedValue, Places.Head(name), "type", "one of object, array, string, integer, number, boolean, or such a type together with \"null\"");
                return "";
            }

            if (name.Text == "null")
                nullable = true;
            else
                others.Add(name.Text);
        }

        if (others.Count == 1 && names.Count <= 2)
            return others[0];
        _problems.Add(SchemaRules.NotAllowedValue, Places.Head(type), "type", "one type, or one type and \"null\"; for a value that arrives as text here and typed there, use \"coerce\": true");
        return "";
    }
}

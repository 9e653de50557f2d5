using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the System.Text.Json context: object metadata for every record, so that serialization, schema export and OpenAPI see the
/// members. The context is emitted completely, because a source generator does not see the output of another.
/// </summary>
internal static partial class JsonContextEmitter
{
    /// <summary>
    /// The number of members in one method: the compiler takes quadratic time for the lambdas and locals of a
    /// method, and minutes for thousands.
    /// </summary>
    public const int MembersPerMethod = 100;

    /// <summary>
    /// The aliases in the file of a feed's types. A name before two colons refers only to these, even where a
    /// project declares the same name.
    /// </summary>
    public static readonly string[] Aliases =
    [
        "Converters = global::CallbackGen.Serialization",
        "Json = global::System.Text.Json",
        "Metadata = global::System.Text.Json.Serialization.Metadata",
    ];

    public static void Emit(CodeWriter writer, FeedModel feed)
    {
        var context = feed.TypeName + "JsonContext";
        writer.Lines([
            .. Literals.Summary(
                $"System.Text.Json metadata of {feed.TypeName}, for storing and "
                    + "forwarding payloads. Deserializing with it verifies nothing."
            ),
        ]);
        writer.Line(PayloadEmitter.GeneratedCode);
        writer.OpenType($"sealed partial class {context} : Json::Serialization.JsonSerializerContext, Metadata::IJsonTypeInfoResolver");
        EmitFrame(writer, feed, context);
        EmitDispatch(writer, feed);
        if (feed.Events is { } events)
            EmitEvents(writer, events);
        var writers = new JsonWriterEmitter(writer, MemberConverter);
        writers.EmitEnumConverters(feed.Enums);
        foreach (var record in feed.Objects)
        {
            if (record.IsValue)
            {
                EmitValueRecord(writer, record);
                continue;
            }

            EmitRecord(writer, record);
            writers.Emit(record);
        }

        if (feed.Objects.Any(record => !record.IsValue))
            EmitHelpers(writer);
        writer.Close();
    }

    private static void EmitDispatch(CodeWriter writer, FeedModel feed)
    {
        writer.Open($"private static Metadata::JsonTypeInfo? Create(global::System.Type type, Json::JsonSerializerOptions options)");
        if (feed.Events is { } events)
        {
            EmitBranch(writer, events.TypeName, $"Create{events.TypeName}(options)");
            EmitBranch(writer, events.UnknownTypeName, $"Create{events.UnknownTypeName}(options)");
        }

        foreach (var record in feed.Objects)
            EmitBranch(writer, record.TypeName, $"Create{record.TypeName}(options)");
        foreach (var (type, expression) in MemberTypes(feed))
            EmitBranch(writer, type, expression);
        writer.Line("return null;");
        writer.Close();
        writer.Line();
    }

    private static void EmitBranch(CodeWriter writer, string type, string expression)
    {
        writer.Line($"if (type == typeof({type}))");
        writer.Continuation($"return {expression};");
    }

    /// <summary>Returns the metadata of every type of a member, item or entry, except records.</summary>
    private static List<(string Type, string Expression)> MemberTypes(FeedModel feed)
    {
        var found = new List<(string, string)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);

        void Add(string type, string expression)
        {
            if (seen.Add(type))
                found.Add((type, expression));
        }

        void AddValue(ElementModel element)
        {
            var type = Literals.Type(element.Value);
            switch (element.Value)
            {
                case ObjectValue:
                    return;
                case ArrayValue array:
                    AddValue(array.Item);
                    Add(
                        type,
                        $"Metadata::JsonMetadataServices.CreateImmutableEnumerableInfo<{type}, {Literals.Type(array.Item)}>("
                            + "options, new() { ObjectCreator = null }, "
                            + "global::System.Collections.Immutable.ImmutableArray.CreateRange)"
                    );
                    break;
                case MapValue map:
                    AddValue(map.Item);
                    Add(
                        type,
                        $"Metadata::JsonMetadataServices.CreateImmutableDictionaryInfo<{type}, "
                            + $"string, {Literals.Type(map.Item)}>(options, new() {{ ObjectCreator = null }}, "
                            + "global::System.Collections.Immutable.ImmutableDictionary.CreateRange)"
                    );
                    break;
                default:
                    Add(type, $"Metadata::JsonMetadataServices.CreateValueInfo<{type}>(options, {DefaultConverter(element.Value)})");
                    break;
            }

            if (Literals.IsStruct(element.Value))
                Add(
                    type + "?",
                    $"Metadata::JsonMetadataServices.CreateValueInfo<{type}?>(options, "
                        + $"Metadata::JsonMetadataServices.GetNullableConverter<{type}>(options))"
                );
        }

        foreach (var member in feed.Objects.SelectMany(record => record.Members))
            AddValue(member.Element);
        AddValue(new ElementModel(new TextValue(0, null, null, null), false, false));
        AddValue(new ElementModel(new AnyValue(), false, false));
        Add(
            "global::CallbackGen.UnknownMembers",
            "Metadata::JsonMetadataServices.CreateIDictionaryInfo<global::CallbackGen.UnknownMembers, string, "
                + "Json::JsonElement>(options, new() { ObjectCreator = () => new global::CallbackGen.UnknownMembers() })"
        );
        return found;
    }

    private static string DefaultConverter(ValueModel value) =>
        value switch
        {
            TextValue => $"Metadata::JsonMetadataServices.StringConverter",
            BooleanValue => $"Metadata::JsonMetadataServices.BooleanConverter",
            IntegerValue => $"Metadata::JsonMetadataServices.Int64Converter",
            NumberValue or DecimalTextValue => $"Metadata::JsonMetadataServices.DecimalConverter",
            DateTimeValue or DateTextValue => $"Metadata::JsonMetadataServices.DateTimeOffsetConverter",
            DateValue => $"Metadata::JsonMetadataServices.DateOnlyConverter",
            TimeValue => $"Metadata::JsonMetadataServices.TimeOnlyConverter",
            UuidValue => $"Metadata::JsonMetadataServices.GuidConverter",
            EnumValue known => EnumConverter(known),
            AnyValue => $"Metadata::JsonMetadataServices.JsonElementConverter",
            _ => throw new InvalidOperationException(value.GetType().Name),
        };

    public static string EnumConverter(EnumValue value) =>
        value.Closed
            ? $"new Converters::ClosedEnumConverter<{value.TypeName}>({value.TypeName}Texts.Parse, "
                + $"{value.TypeName}Texts.Write, number: {Literals.Bool(value.Integer)})"
            : $"new Converters::OpenEnumConverter<{value.TypeName}>({value.TypeName}Texts.Parse, number: {Literals.Bool(value.Integer)})";

    /// <summary>Returns the converter of a member whose text on the wire is not the default of its C# type; otherwise null.</summary>
    private static string? MemberConverter(ElementModel element)
    {
        var coerce = $"coerce: {Literals.Bool(element.Coerce)}";
        var converter = element.Value switch
        {
            TextValue when element.Coerce => $"new Converters::CoercedTextConverter()",
            BooleanValue when element.Coerce => $"new Converters::CoercedBooleanConverter()",
            IntegerValue when element.Coerce => $"new Converters::CoercedIntegerConverter()",
            NumberValue => $"new Converters::ExactNumberConverter({coerce})",
            DecimalTextValue => $"new Converters::DecimalTextConverter({coerce})",
            DateTextValue date => $"new Converters::DateTextConverter({Literals.Text(date.Format)}, {Literals.Zone(date)})",
            ArrayValue array => MemberConverter(array.Item) is { } item
                ? $"new Converters::ImmutableArrayConverter<{Literals.Type(array.Item)}>({item})"
                : null,
            MapValue map => MemberConverter(map.Item) is { } entry
                ? $"new Converters::ImmutableMapConverter<{Literals.Type(map.Item)}>({entry})"
                : null,
            EnumValue or DateTimeValue or DateValue or TimeValue or UuidValue when element is { Coerce: true, Nullable: true } =>
                DefaultConverter(element.Value),
            _ => null,
        };
        if (element is { Value: AnyValue, Nullable: true })
            return $"new Converters::AnyValueConverter()";
        if (converter is null || !element.Nullable)
            return converter;

        // A converter of texts or maps also serves nullable members: null does not reach it.
        var isDate = Literals.Bool(element.Value is DateTimeValue or DateTextValue or DateValue);
        var nulls = element.Coerce && element.Value is not ArrayValue ? $", coerce: true, isDate: {isDate}" : "";
        return Literals.IsStruct(element.Value)
            ? $"new Converters::NullableConverter<{Literals.Type(element.Value)}>({converter}{nulls})"
            : converter + "!";
    }

    private static void EmitEvents(CodeWriter writer, EventsModel events)
    {
        writer.Line(
            $"private static Metadata::JsonTypeInfo<{events.TypeName}> Create{events.TypeName}(Json::JsonSerializerOptions options) =>"
        );
        writer.Continuation(
            $"Metadata::JsonMetadataServices.CreateValueInfo<{events.TypeName}>(options, "
                + $"new Converters::EventConverter<{events.TypeName}>());"
        );
        writer.Line();
        writer.Line(
            $"private static Metadata::JsonTypeInfo<{events.UnknownTypeName}> "
                + $"Create{events.UnknownTypeName}(Json::JsonSerializerOptions options) =>"
        );
        writer.Continuation(
            $"Metadata::JsonMetadataServices.CreateValueInfo<{events.UnknownTypeName}>(options, "
                + $"new Converters::RawEventConverter<{events.UnknownTypeName}>(static it => it.Payload, "
                + $"static payload => new {events.UnknownTypeName} {{ Payload = payload }}));"
        );
        writer.Line();
    }

    /// <summary>Emits a payload that is not an object: it is written as its single value.</summary>
    private static void EmitValueRecord(CodeWriter writer, ObjectModel record)
    {
        var (type, member) = (record.TypeName, record.Members[0]);
        var valueType = Literals.Type(member.Element);
        var converter = MemberConverter(member.Element) ?? "null";
        writer.Line($"private static Metadata::JsonTypeInfo<{type}> Create{type}(Json::JsonSerializerOptions options) =>");
        writer.Continuation(
            $"Metadata::JsonMetadataServices.CreateValueInfo<{type}>(options, new Converters::WholeValueConverter<{type}, "
                + $"{valueType}>(static it => it.{member.Name}, static value => new {type} {{ {member.Name} = value }}, {converter}));"
        );
        writer.Line();
    }

    private static void EmitRecord(CodeWriter writer, ObjectModel record)
    {
        var type = record.TypeName;
        var creator = "Create" + type;
        if (ExtensionData.HasNamesThatDifferInCase(record))
        {
            // A serializer that ignores case rejects a type with names that differ only in case; for this type,
            // names are compared with case.
            writer.Line(
                $"private static Metadata::JsonTypeInfo<{type}> {creator}(Json::JsonSerializerOptions options) => "
                    + $"options.PropertyNameCaseInsensitive"
            );
            writer.Continuation(
                $"? Metadata::JsonMetadataServices.CreateValueInfo<{type}>(options, "
                    + $"new Converters::ExactNamesConverter<{type}>("
                    + $"static () => (Metadata::JsonTypeInfo<{type}>)Default.Options.GetTypeInfo(typeof({type}))))"
            );
            writer.Continuation($": {creator}Object(options);");
            writer.Line();
            creator += "Object";
        }

        writer.Open(
            $"private static Metadata::JsonTypeInfo<{type}> {creator}(Json::JsonSerializerOptions options) => "
                + $"Metadata::JsonMetadataServices.CreateObjectInfo(options, new Metadata::JsonObjectInfoValues<{type}>"
        );
        writer.Line($"SerializeHandler = Write{type},");
        writer.Line($"PropertyMetadataInitializer = _ => {type}Properties(options),");
        writer.Line($"ConstructorParameterMetadataInitializer = {type}Parameters,");
        writer.Open($"ObjectWithParameterizedConstructorCreator = static arguments => new {type}");
        for (var i = 0; i < record.Members.Count; i++)
        {
            var member = record.Members[i];
            var isNullable = member.Nullable ? "?" : "";
            writer.Line(
                $"{member.Name} = ({Literals.Type(member.Element.Value)}{isNullable})arguments[{i}]{(member.Nullable ? "" : "!")},"
            );
        }

        writer.Close(",");
        writer.Close(");");
        writer.Line();
        EmitProperties(writer, record);
        EmitParameters(writer, record);
        writer.Line(
            $"[global::System.Runtime.CompilerServices.UnsafeAccessor("
                + $"global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"set_UnknownMembers\")]"
        );
        writer.Line($"private static extern void SetUnknownMembers({type} target, global::CallbackGen.UnknownMembers value);");
        writer.Line();
    }

    private static void EmitProperties(CodeWriter writer, ObjectModel record)
    {
        var type = record.TypeName;
        var parts = (record.Members.Count + MembersPerMethod - 1) / MembersPerMethod;
        writer.Open($"private static Metadata::JsonPropertyInfo[] {type}Properties(Json::JsonSerializerOptions options)");
        writer.Line($"var properties = new Metadata::JsonPropertyInfo[{record.Members.Count + 1}];");
        for (var part = 0; part < parts && parts > 1; part++)
            writer.Line($"Add{type}Properties{part}(properties, options);");
        for (var i = 0; i < record.Members.Count && parts == 1; i++)
            EmitProperty(writer, record, record.Members[i], i);
        writer.Open(
            $"properties[{record.Members.Count}] = Metadata::JsonMetadataServices.CreatePropertyInfo(options, "
                + $"new Metadata::JsonPropertyInfoValues<global::CallbackGen.UnknownMembers>"
        );
        writer.Line("IsProperty = true,");
        writer.Line("IsPublic = true,");
        writer.Line($"DeclaringType = typeof({type}),");
        writer.Line("PropertyName = \"UnknownMembers\",");
        writer.Line($"JsonPropertyName = {Literals.Text(ExtensionData.JsonName(record))},");
        writer.Line("IsExtensionData = true,");
        writer.Line(
            $"Getter = static target => (({type})target).UnknownMembers is var members && "
                + $"!object.ReferenceEquals(members, global::CallbackGen.UnknownMembers.None) "
                + $"? members : null, // None takes no member"
        );
        writer.Line($"Setter = static (target, members) => SetUnknownMembers(({type})target, members!),");
        writer.Close(");");
        writer.Line("return properties;");
        writer.Close();
        writer.Line();

        for (var part = 0; part < parts && parts > 1; part++)
        {
            writer.Open(
                $"private static void Add{type}Properties{part}(Metadata::JsonPropertyInfo[] properties, "
                    + $"Json::JsonSerializerOptions options)"
            );
            for (var i = part * MembersPerMethod; i < Math.Min(record.Members.Count, (part + 1) * MembersPerMethod); i++)
                EmitProperty(writer, record, record.Members[i], i);
            writer.Close();
            writer.Line();
        }
    }

    private static void EmitProperty(CodeWriter writer, ObjectModel record, MemberModel member, int i)
    {
        var memberType = Literals.Type(member.Element.Value) + (member.Nullable ? "?" : "");
        var isRequired = member.Required ? ", isRequired: true" : "";
        var isNeverNull = !member.Nullable && !Literals.IsStruct(member.Element.Value) ? ", isNeverNull: true" : "";
        var mayBeAbsent = !member.Required && !member.Element.Nullable ? ", mayBeAbsent: true" : "";
        var converter = MemberConverter(member.Element with { Nullable = member.Nullable }) is null
            ? ""
            : $", converter: {JsonWriterEmitter.ConverterField(record, member)}";
        writer.Line(
            $"properties[{i}] = CreateProperty<{memberType}>(options, typeof({record.TypeName}), "
                + $"{Literals.Text(member.Name)}, {Literals.Text(member.JsonName)}, "
                + $"static it => (({record.TypeName})it).{member.Name}{isRequired}{isNeverNull}{mayBeAbsent}{converter});"
        );
    }

    private static void EmitParameters(CodeWriter writer, ObjectModel record)
    {
        writer.Line($"private static Metadata::JsonParameterInfoValues[] {record.TypeName}Parameters() =>");
        writer.Line("[");
        writer.Indent();
        for (var i = 0; i < record.Members.Count; i++)
        {
            var member = record.Members[i];
            var isStruct = Literals.IsStruct(member.Element.Value);
            var type = Literals.Type(member.Element.Value) + (member.Nullable && isStruct ? "?" : "");
            writer.Line($"CreateParameter<{type}>({Literals.Text(member.Name)}, {i}, {Literals.Bool(member.Nullable)}),");
        }

        writer.Unindent();
        writer.Line("];");
        writer.Line();
    }
}

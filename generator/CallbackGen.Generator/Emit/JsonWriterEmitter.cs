using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the writers of a JSON context, one method per record. The serializer calls them instead of using the metadata where the
/// options are the context's own. Their output equals that of the metadata byte for byte.
/// </summary>
internal sealed class JsonWriterEmitter(CodeWriter writer, Func<ElementModel, string?> converterOf)
{
    private int _locals;

    public void Emit(ObjectModel record)
    {
        var type = record.TypeName;
        var names = Literals.List(record.Members, member => $"Json::JsonEncodedText.Encode({Literals.Text(member.JsonName)})");
        writer.Line($"private static readonly Json::JsonEncodedText[] {type}JsonNames = {names};");
        writer.Line();
        foreach (var member in record.Members)
            EmitConverter(record, member);
        writer.Open($"private static void Write{type}(Json::Utf8JsonWriter writer, {type}? value)");
        writer.Line("if (value is null)");
        writer.Open();
        writer.Line("writer.WriteNullValue();");
        writer.Line("return;");
        writer.Close();
        writer.Line();
        writer.Line("writer.WriteStartObject();");
        var isLarge = record.Members.Count > JsonContextEmitter.MembersPerMethod;
        if (!isLarge)
            EmitMembers(record, 0, record.Members.Count);
        for (var first = 0; first < record.Members.Count && isLarge; first += JsonContextEmitter.MembersPerMethod)
            writer.Line($"{PartMethod(record, first)}(writer, value);");
        // Another reader than the generated one may have left out the unknown members.
        writer.Open("foreach (var unknown in value.UnknownMembers ?? global::CallbackGen.UnknownMembers.None)");
        writer.Line("writer.WritePropertyName(unknown.Key);");
        writer.Line("unknown.Value.WriteTo(writer);");
        writer.Close();
        writer.Line();
        writer.Line("writer.WriteEndObject();");
        writer.Close();
        writer.Line();
        for (var first = 0; first < record.Members.Count && isLarge; first += JsonContextEmitter.MembersPerMethod)
            EmitPart(record, first);
    }

    // The compiler takes quadratic time for the locals of one method.
    private void EmitPart(ObjectModel record, int first)
    {
        writer.Open($"private static void {PartMethod(record, first)}(Json::Utf8JsonWriter writer, {record.TypeName} value)");
        EmitMembers(record, first, Math.Min(first + JsonContextEmitter.MembersPerMethod, record.Members.Count));
        writer.Close();
        writer.Line();
    }

    private static string PartMethod(ObjectModel record, int first) =>
        $"WritePart{Literals.Number(first / JsonContextEmitter.MembersPerMethod)}Of{record.TypeName}";

    private void EmitMembers(ObjectModel record, int first, int end)
    {
        for (var i = first; i < end; i++)
            EmitMember(record, record.Members[i], i);
    }

    /// <summary>Returns the field of the converter of a member whose text on the wire is not the default of its C# type.</summary>
    public static string ConverterField(ObjectModel record, MemberModel member) => $"{record.TypeName}_{member.Name}Converter";

    /// <summary>Returns the field of the converter of an enum of integers.</summary>
    private static string EnumConverterField(string typeName) => $"{typeName}_Converter";

    /// <summary>
    /// Emits the converters of the feed's enums of integers, which are written as numbers or, where unlisted, as any text.
    /// </summary>
    public void EmitEnumConverters(IEnumerable<EnumModel> enums)
    {
        foreach (var model in enums.Where(model => model.Integer))
        {
            var value = new EnumValue(model.TypeName, model.Closed, Integer: true);
            writer.Line(
                $"private static readonly Json::Serialization.JsonConverter<{Literals.Type(value)}> "
                    + $"{EnumConverterField(model.TypeName)} = {JsonContextEmitter.EnumConverter(value)};"
            );
            writer.Line();
        }
    }

    private void EmitConverter(ObjectModel record, MemberModel member)
    {
        if (converterOf(member.Element with { Nullable = member.Nullable }) is not { } converter)
            return;
        var isNullable = member.Nullable ? "?" : "";
        writer.Line(
            $"private static readonly Json::Serialization.JsonConverter<{Literals.Type(member.Element.Value)}{isNullable}> "
                + $"{ConverterField(record, member)} = {converter};"
        );
        writer.Line();
    }

    private void EmitMember(ObjectModel record, MemberModel member, int index)
    {
        var name = $"writer.WritePropertyName({record.TypeName}JsonNames[{index}]);";
        var value = $"value.{member.Name}";
        var mayBeLeftOut = !member.Required && !member.Element.Nullable;
        if (!mayBeLeftOut)
        {
            writer.Line(name);
            EmitElement(value, member.Element with { Nullable = member.Nullable }, ConverterIn(record, member));
            return;
        }

        // An absent member differs from null.
        var local = $"member{_locals++}";
        writer.Open($"if ({value} is {{ }} {local})");
        writer.Line(name);
        EmitElement(local, member.Element, ConverterIn(record, member));
        writer.Close();
    }

    private string? ConverterIn(ObjectModel record, MemberModel member) =>
        converterOf(member.Element with { Nullable = member.Nullable }) is null ? null : ConverterField(record, member);

    private void EmitElement(string value, ElementModel element, string? converter)
    {
        // The serializer writes null itself where the converter does not handle null.
        if (!element.Nullable || element.Value is ObjectValue || (element.Value is TextValue && converter is null))
        {
            EmitValue(value, element.Value, converter);
            return;
        }

        var local = $"value{_locals++}";
        writer.Open($"if ({value} is {{ }} {local})");
        EmitValue(local, element.Value, converter);
        writer.Close();
        writer.Line("else");
        writer.Continuation("writer.WriteNullValue();");
    }

    private void EmitValue(string value, ValueModel model, string? converter)
    {
        switch (model)
        {
            case not null when converter is not null:
                writer.Line($"{converter}.Write(writer, {value}, null!);");
                break;
            case ObjectValue record:
                writer.Line($"Write{record.TypeName}(writer, {value});");
                break;
            case TextValue or DateTimeValue or UuidValue:
                writer.Line($"writer.WriteStringValue({value});");
                break;
            case BooleanValue:
                writer.Line($"writer.WriteBooleanValue({value});");
                break;
            case IntegerValue:
                writer.Line($"writer.WriteNumberValue({value});");
                break;
            case DateValue:
                writer.Line($"Metadata::JsonMetadataServices.DateOnlyConverter.Write(writer, {value}, null!);");
                break;
            case TimeValue:
                writer.Line($"Metadata::JsonMetadataServices.TimeOnlyConverter.Write(writer, {value}, null!);");
                break;
            case EnumValue { Integer: true } number:
                writer.Line($"{EnumConverterField(number.TypeName)}.Write(writer, {value}, null!);");
                break;
            case EnumValue text:
                writer.Line($"writer.WriteStringValue({(text.Closed ? $"{text.TypeName}Texts.Write({value})" : value + ".Text")});");
                break;
            case AnyValue:
                writer.Line($"{value}.WriteTo(writer);");
                break;
            case ArrayValue array:
                EmitArray(value, array);
                break;
            case MapValue map:
                EmitMap(value, map);
                break;
            default:
                throw new InvalidOperationException(model?.GetType().Name);
        }
    }

    private void EmitArray(string value, ArrayValue array)
    {
        var item = $"item{_locals++}";
        writer.Line("writer.WriteStartArray();");
        writer.Open($"foreach (var {item} in {value})");
        EmitElement(item, array.Item, null);
        writer.Close();
        writer.Line();
        writer.Line("writer.WriteEndArray();");
    }

    private void EmitMap(string value, MapValue map)
    {
        var entry = $"entry{_locals++}";
        writer.Line("writer.WriteStartObject();");
        writer.Open($"foreach (var {entry} in {value})");
        writer.Line($"writer.WritePropertyName({entry}.Key);");
        EmitElement(entry + ".Value", map.Item, null);
        writer.Close();
        writer.Line();
        writer.Line("writer.WriteEndObject();");
    }
}

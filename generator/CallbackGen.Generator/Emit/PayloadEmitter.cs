using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the payload's records and enums.</summary>
internal static class PayloadEmitter
{
    private static readonly string Version = typeof(PayloadEmitter).Assembly.GetName().Version.ToString(3);

    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"CallbackGen.Generator\", \"{Version}\")]";

    private const string Unsigned = "[global::CallbackGen.Unsigned]";

    public static void Emit(CodeWriter writer, FeedModel feed)
    {
        var origins = new SchemaOrigins(feed);
        if (feed.Events is { } events)
            EmitEvents(writer, feed, events, origins);
        var marks = feed.Marks.ToDictionary(mark => (mark.TypeName, mark.JsonName));
        foreach (var record in feed.Objects)
            EmitRecord(writer, feed, record, marks, origins);
        foreach (var model in feed.Enums)
            EmitEnum(writer, model, origins);
    }

    private static void EmitEvents(CodeWriter writer, FeedModel feed, EventsModel events, SchemaOrigins origins)
    {
        writer.Lines([
            .. Literals.Summary(feed.Description ?? $"An event of {feed.Provider}: one of the records below it."),
            .. origins.Of(feed.TypeName),
        ]);
        writer.Line(GeneratedCode);
        writer.OpenType($"abstract partial record {feed.TypeName} : {FeedEmitter.Interface(feed)}");
        if (events.From is { } from)
            EmitEventName(writer, events, from);
        FeedEmitter.EmitMembers(writer, feed);
        writer.Close();
        writer.Line();
        writer.Lines([
            .. Literals.Summary(
                events.From is { } name
                    ? $"An event whose {name.Text} is absent or not listed by the schema."
                    : $"An event whose {events.Discriminator} the schema does not list."
            ),
            .. origins.Of(feed.TypeName),
        ]);
        if (events.IsNameUnsigned)
            writer.Line(Unsigned);
        writer.Line(GeneratedCode);
        writer.OpenType($"sealed partial record {events.UnknownTypeName} : {feed.TypeName}");
        writer.Block(
            $$"""
            /// <summary>The payload as it arrived.</summary>
            public required global::System.Text.Json.JsonElement Payload { get; init; }

            /// <summary>The record's name without its payload, which may hold anything.</summary>
            public override string ToString() => "{{events.UnknownTypeName}} { }";
            """
        );
        writer.Close();
        writer.Line();
    }

    /// <summary>Emits the text that named the event. It is no part of the payload.</summary>
    private static void EmitEventName(CodeWriter writer, EventsModel events, SourceModel from)
    {
        writer.Lines([
            .. Literals.Summary(
                $"The text that named the event, {from.Text}; null if there was none. It is no part of the payload, and is not written to "
                    + "JSON."
                    + (events.IsNameUnsigned ? " The signature does not cover it." : "")
            ),
        ]);
        if (events.IsNameUnsigned)
            writer.Line(Unsigned);
        writer.Line("[Json::Serialization.JsonIgnore]");
        writer.Line($"public string? {EventsModel.NameMember} {{ get; init; }}");
        writer.Line();
    }

    private static void EmitRecord(
        CodeWriter writer,
        FeedModel feed,
        ObjectModel record,
        Dictionary<(string, string), MemberMarkModel> marks,
        SchemaOrigins origins
    )
    {
        var isRoot = feed.Events is null && record.TypeName == feed.TypeName;
        var listed = feed.Events?.Cases.FirstOrDefault(alternative => alternative.TypeName == record.TypeName);
        var isEvent = listed is not null;
        writer.Lines([.. Literals.Summary(SummaryOf(record, listed)), .. origins.Of(record.TypeName)]);
        if (listed?.Doubt is not null)
            writer.Line(Unsigned);
        writer.Line(GeneratedCode);
        writer.OpenType(
            $"sealed partial record {record.TypeName}"
                + $"{(isRoot ? $" : {FeedEmitter.Interface(feed)}" : isEvent ? $" : {feed.TypeName}" : "")}"
        );
        if (isRoot)
        {
            FeedEmitter.EmitMembers(writer, feed);
            writer.Line();
        }

        foreach (var member in record.Members)
        {
            writer.Lines([.. Literals.Summary(member.Description), .. origins.Of(record.TypeName, member.JsonName)]);
            EmitMember(writer, member, marks.TryGetValue((record.TypeName, member.JsonName), out var mark) ? mark : null, record.IsValue);
            writer.Line();
        }

        if (!record.IsValue)
        {
            writer.Lines([.. Literals.Summary("Members that the schema does not declare, as they arrived.")]);
            writer.Line("[Json::Serialization.JsonExtensionData]");
            if (ExtensionData.MayCollide(record))
                writer.Line($"[Json::Serialization.JsonPropertyName({Literals.Text(ExtensionData.JsonName(record))})]");
            writer.Line(
                "public global::CallbackGen.UnknownMembers UnknownMembers { get; init; } " + "= global::CallbackGen.UnknownMembers.None;"
            );
            writer.Line();
        }

        EmitPrintMembers(writer, record, isEvent);
        writer.Close();
        writer.Line();
    }

    private static string? SummaryOf(ObjectModel record, EventCaseModel? listed) =>
        listed?.Doubt is not { } doubt
            ? record.Description
            : $"{(record.Description is { } text ? text.TrimEnd('.') + ". " : "")}The signature does not cover the name of the event, and "
                + $"{doubt}: an attacker who has such a payload can send it as this event.";

    private static void EmitMember(CodeWriter writer, MemberModel member, MemberMarkModel? mark, bool isValue)
    {
        if (member.Deprecated)
            writer.Line($"[global::System.Obsolete({Literals.Text("The provider's documentation calls this member deprecated.")})]");
        if (mark?.Unsigned == true)
            writer.Line(Unsigned);
        if (member.Sensitive)
            writer.Line("[global::CallbackGen.Sensitive]");
        foreach (var role in mark?.Roles ?? default)
            writer.Line(
                $"[global::CallbackGen.Role(global::CallbackGen.CallbackRole.{FeedEmitter.Word(role)}"
                    + $"{(IsConstant(member) ? ", IsConstant = true" : "")})]"
            );
        if (!isValue)
            writer.Line($"[Json::Serialization.JsonPropertyName({Literals.Text(member.JsonName)})]");
        var type = Literals.Type(member.Element.Value) + (member.Nullable ? "?" : "");
        writer.Line($"public {(member.Required ? "required " : "")}{type} {member.Name} {{ get; init; }}");
    }

    private static bool IsConstant(MemberModel member) =>
        !member.Nullable
        && member.Element.Value is TextValue { Const: not null } or IntegerValue { Const: not null } or BooleanValue { Const: not null };

    /// <summary>
    /// Emits the members that <c>ToString()</c> shows: all except sensitive values, undeclared members and the items of lists.
    /// </summary>
    private static void EmitPrintMembers(CodeWriter writer, ObjectModel record, bool isEvent)
    {
        writer.Open($"{(isEvent ? "protected override" : "private")} bool PrintMembers(global::System.Text.StringBuilder builder)");
        var separator = "";
        foreach (var member in record.Members)
        {
            writer.Line($"builder.Append({Literals.Text($"{separator}{member.Name} = ")}).Append({PrintedValue(member)});");
            separator = ", ";
        }

        if (!record.IsValue)
            writer.Line($"builder.Append({Literals.Text($"{separator}UnknownMembers = ")}).Append(UnknownMembers.Count);");
        writer.Line("return true;");
        writer.Close();
    }

    private static string PrintedValue(MemberModel member)
    {
        if (member.Sensitive)
            return member.Nullable ? $"{member.Name} is null ? \"\" : \"***\"" : "\"***\"";
        var value = member.Element.Value;
        return value switch
        {
            ArrayValue => member.Nullable ? $"{member.Name}?.Length" : $"{member.Name}.Length",
            MapValue => member.Nullable ? $"{member.Name}?.Count" : $"{member.Name}.Count",
            AnyValue => member.Nullable ? $"{member.Name}?.ValueKind.ToString()" : $"{member.Name}.ValueKind.ToString()",
            TextValue => Quoted(member.Name),
            // The text on the wire, also of a value that the schema does not list.
            EnumValue { Closed: false } => Quoted(member.Nullable ? $"{member.Name}?.ToString()" : $"{member.Name}.ToString()"),
            ObjectValue => member.Name,
            _ => $"string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $\"{{{member.Name}}}\")",
        };
    }

    /// <summary>
    /// Quotes a text, because a log of the payload may contain text that a payer wrote: without quotes, a comma in it would look
    /// like the start of the next member.
    /// </summary>
    private static string Quoted(string text) => $"global::CallbackGen.PrintableText.Quote({text}, int.MaxValue)";

    private static void EmitEnum(CodeWriter writer, EnumModel model, SchemaOrigins origins)
    {
        writer.Lines([.. Literals.Summary(model.Description), .. origins.Of(model.TypeName)]);
        writer.Line(GeneratedCode);
        if (!model.Integer && !model.Closed)
            writer.Line(
                $"[global::CallbackGen.OpenEnumTexts({string.Join(", ", model.Cases.Select(value => Literals.Text(value.Text)))})]"
            );
        var wide =
            model.Integer
            && model.Cases.Any(value =>
                long.Parse(value.Text, System.Globalization.CultureInfo.InvariantCulture) is < int.MinValue or > int.MaxValue
            );
        writer.OpenType($"enum {model.TypeName}{(wide ? " : long" : "")}");
        for (var i = 0; i < model.Cases.Count; i++)
        {
            var value = model.Cases[i];
            writer.Lines([.. Literals.Summary($"{value.Text} on the wire."), .. origins.Of(model.TypeName, value.Text)]);
            writer.Line($"{Literals.Identifier(value.Name)} = {(model.Integer ? value.Text : Literals.Number(i + 1))},");
        }

        writer.Close();
        writer.Line();
        EnumTextsEmitter.Emit(writer, model);
    }
}

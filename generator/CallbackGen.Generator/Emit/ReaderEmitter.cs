using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the strict reader: one method per record, generic over the runtime's readers, so that JSON, forms and
/// queries are read by the same code.
/// </summary>
internal sealed partial class ReaderEmitter
{
    private const string Constraint = "where TReader : struct, global::CallbackGen.Reading.IPayloadReader, allows ref struct";

    private const string Name = EventsModel.NameMember + " = reader.Event";

    private readonly FeedModel _feed;
    private readonly CodeWriter _writer;
    private readonly ReaderPlan _plan;
    private readonly HashSet<MemberOfModel> _used;

    private ReaderEmitter(CodeWriter writer, FeedModel feed)
    {
        _feed = feed;
        _writer = writer;
        _plan = new ReaderPlan(feed);
        _used = [.. feed.UsedMembers];
    }

    public static void Emit(CodeWriter writer, FeedModel feed) => new ReaderEmitter(writer, feed).EmitAll();

    private void EmitAll()
    {
        _writer.Line(PayloadEmitter.GeneratedCode);
        _writer.Open($"internal static class {_feed.TypeName}Reader");
        if (_feed.Events is { } events)
            EmitEvents(events);
        foreach (var (record, values) in _plan.Records)
        {
            if (record.IsValue)
                EmitValueRecord(record, values[0]);
            else
                EmitRecord(record, values);
        }

        foreach (var collection in _plan.Collections)
        {
            if (collection.Collection is ArrayValue array)
                EmitArray(array, collection);
            else
                EmitMap((MapValue)collection.Collection, collection);
        }

        foreach (var (name, pattern) in _plan.Patterns)
        {
            _writer.Line();
            _writer.Line($"private static readonly global::System.Text.RegularExpressions.Regex {name} = {Literals.Pattern(pattern)};");
        }

        _writer.Close();
    }

    private string Method(string typeName) => typeName == _feed.TypeName ? "Read" : "Read" + typeName;

    private void EmitEvents(EventsModel events)
    {
        _writer.Line($"public static {events.TypeName}? Read<TReader>(ref TReader reader)");
        _writer.Continuation(Constraint);
        _writer.Open();
        if (events.From is null)
        {
            _writer.Line($"if (!reader.PeekText({Literals.Utf8(events.Discriminator)}, out var kind))");
            _writer.Continuation("return null;");
        }

        _writer.Open(events.From is null ? "switch (kind)" : "switch (reader.Event)");
        for (var i = 0; i < events.Cases.Count; i++)
        {
            var alternative = events.Cases[i];
            foreach (var text in alternative.Texts)
                _writer.Line($"case {Literals.Text(text)}:");
            var read = $"{Method(alternative.TypeName)}(ref reader)";
            _writer.Continuation(
                events.From is null ? $"return {read};" : $"return {read} is {{ }} it{i} ? it{i} with {{ {Name} }} : null;"
            );
        }

        _writer.Line("default:");
        if (_feed.UnknownMembersUnsigned)
        {
            // For an event that is not listed, the members that the signature covers are unknown.
            _writer.Continuation(
                "reader.Refuse(\"is an event that the schema does not list, and the signature does not cover it as a whole\");"
            );
            _writer.Continuation("return null;");
            _writer.Close();
            _writer.Close();
            _writer.Line();
            return;
        }

        _writer.Continuation("var payload = reader.Any();");
        _writer.Continuation(
            $"return reader.Failed ? null : new {events.UnknownTypeName} {{ {(events.From is null ? "" : Name + ", ")}Payload = payload }};"
        );
        _writer.Close();
        _writer.Close();
        _writer.Line();
    }

    private void EmitRecord(ObjectModel record, IReadOnlyList<PlannedValue> values)
    {
        var words = Math.Max(1, (record.Members.Count + 63) / 64);
        var isLarge = record.Members.Count > LargeRecord;
        var locals = Locals(record);
        EmitTables(record, words);
        if (isLarge)
            locals = EmitFields(record, locals);
        _writer.Line($"public static {record.TypeName}? {Method(record.TypeName)}<TReader>(ref TReader reader)");
        _writer.Continuation(Constraint);
        _writer.Open();
        if (record.Check.Length > 0)
            _writer.Line(RecordCheck(record));
        _writer.Line(record.Coerce ? "if (!reader.StartCoercedObject())" : "if (!reader.StartObject())");
        _writer.Continuation("return null;");
        if (isLarge)
            _writer.Line($"var fields = new {record.TypeName}Fields();");
        for (var i = 0; i < record.Members.Count && !isLarge; i++)
            _writer.Line($"{LocalType(record.Members[i])} {locals[i]} = default;");
        if (!record.RefusesUnknown)
            _writer.Line("global::CallbackGen.UnknownMembers? unknown = null;");
        _writer.Line($"global::System.Span<ulong> seen = [{string.Join(", ", Enumerable.Repeat("0", words))}];");
        _writer.Open("while (reader.NextMember())");
        if (isLarge)
            EmitParts(record);
        else
            EmitCases(
                record,
                values,
                locals,
                0,
                record.Members.Count,
                $"reader.Member(IndexOf{record.TypeName}(reader.Name), {record.TypeName}Names, seen)"
            );
        _writer.Close();
        _writer.Line();
        _writer.Line($"if (!reader.Complete(seen, {record.TypeName}Required, {record.TypeName}Names))");
        _writer.Continuation("return null;");
        EmitConstruction(record, locals);
        _writer.Close();
        _writer.Line();
        for (var first = 0; first < record.Members.Count && isLarge; first += LargeRecord)
            EmitPart(record, values, locals, first);
    }

    /// <summary>
    /// Emits a switch over some of a record's members. A switch over all members also has the case of unknown members; a part of a large
    /// record is only called with the index of one of its own members.
    /// </summary>
    private void EmitCases(
        ObjectModel record,
        IReadOnlyList<PlannedValue> values,
        string[] locals,
        int first,
        int end,
        string index,
        bool isPart = false
    )
    {
        _writer.Open($"switch ({index})");
        for (var i = first; i < end; i++)
            EmitCase(record, values[i], i, locals[i]);
        if (!isPart)
            EmitUnknown(record);
        _writer.Close();
    }

    private void EmitUnknown(ObjectModel record)
    {
        _writer.Line("default:");
        _writer.Indent();
        _writer.Line(record.RefusesUnknown ? "reader.RefuseUnknown();" : "reader.Unknown(ref unknown);");
        _writer.Line("break;");
        _writer.Unindent();
    }

    private void EmitConstruction(ObjectModel record, string[] locals)
    {
        _writer.Open($"return new {record.TypeName}");
        for (var i = 0; i < record.Members.Count; i++)
        {
            var member = record.Members[i];
            var value =
                member.Required && !member.Element.Nullable && !Literals.IsStruct(member.Element.Value) ? locals[i] + "!" : locals[i];
            _writer.Line($"{member.Name} = {value},");
        }

        if (!record.RefusesUnknown)
            _writer.Line("UnknownMembers = unknown ?? global::CallbackGen.UnknownMembers.None,");
        _writer.Close(";");
    }

    private static string LocalType(MemberModel member) =>
        Literals.Type(member.Element.Value) + (member.Nullable || !Literals.IsStruct(member.Element.Value) ? "?" : "");

    private static string[] Locals(ObjectModel record)
    {
        var scope = new NameScope(["reader", "seen", "unknown", "value", "mark"]);
        return [.. record.Members.Select(member => Literals.Identifier(scope.Take(NameScope.Camel(member.Name), "member")))];
    }

    /// <summary>
    /// Emits the names of a record's members, the bit mask of the required ones, and the lookup from a name to its index.
    /// </summary>
    private void EmitTables(ObjectModel record, int words)
    {
        _writer.Line(
            $"private static readonly string[] {record.TypeName}Names = "
                + $"{Literals.List(record.Members, member => Literals.Text(member.JsonName))};"
        );
        _writer.Line();
        var required = new ulong[words];
        for (var i = 0; i < record.Members.Count; i++)
        {
            if (record.Members[i].Required)
                required[i / 64] |= 1UL << (i % 64);
        }

        _writer.Line(
            $"private static global::System.ReadOnlySpan<ulong> {record.TypeName}Required => "
                + $"{Literals.List(required, word => $"0x{word:X}UL")};"
        );
        _writer.Line();
        EmitIndexOf(record);
    }

    private void EmitCase(ObjectModel record, PlannedValue value, int index, string local)
    {
        var member = record.Members[index];
        _writer.Line($"case {index}: // {Literals.Comment(member.JsonName)}");
        _writer.Indent();
        EmitMember(record, member, value, local);
        _writer.Line("break;");
        _writer.Unindent();
    }

    /// <summary>Emits code that reads one value, checks it and passes its expression to <paramref name="assign"/>.</summary>
    private void EmitValue(PlannedValue planned, string? local, Func<string, string> assign)
    {
        var element = planned.Element;
        var value = element.Value;
        EmitCheck(element);
        if (element.Nullable && value is not AnyValue)
        {
            _writer.Open($"if ({(local is null ? "" : "!")}{ReadNull(element)})");
            if (local is null)
            {
                _writer.Line(assign("null"));
                _writer.Close();
                _writer.Open("else");
            }
        }

        var checks = Checks(planned, "value").ToList();
        if (value is EnumValue { Closed: true } closed)
        {
            _writer.Open();
            _writer.Line($"if ({closed.TypeName}Texts.Parse({EnumText(closed, element.Coerce)}) is {{ }} value)");
            _writer.Continuation(assign("value"));
            _writer.Line("else");
            _writer.Continuation("reader.Refuse(\"is not one of the listed values\");");
            EmitInsist(value);
            _writer.Close();
        }
        else if (checks.Count == 0)
        {
            _writer.Line(assign(Read(planned)));
        }
        else
        {
            _writer.Open();
            _writer.Line($"var value = {Read(planned)};");
            foreach (var check in checks)
                _writer.Line(check);
            EmitInsist(value);
            _writer.Line(assign("value"));
            _writer.Close();
        }

        if (element.Nullable && value is not AnyValue)
            _writer.Close();
    }

    private static string ReadNull(ElementModel element)
    {
        if (element is { Coerce: true, Value: not TextValue })
            return $"reader.ReadCoercedNull(isDate: {Literals.Bool(element.Value is DateValue or DateTimeValue or DateTextValue)})";
        return $"reader.ReadNull(emptyIsNull: {Literals.Bool(element.Value is not TextValue)})";
    }

    private static string EnumText(EnumValue value, bool coerce) =>
        value.Integer ? $"reader.Integer(coerce: {Literals.Bool(coerce)})"
        : coerce ? "reader.TextOrNumber()"
        : $"reader.Text({value.TypeName}Texts.Listed)";

    private string Read(PlannedValue planned)
    {
        var coerce = planned.Element.Coerce;
        var flag = $"coerce: {Literals.Bool(coerce)}";
        switch (planned.Element.Value)
        {
            case TextValue:
                return coerce ? "reader.TextOrNumber()" : "reader.Text()";
            case BooleanValue:
                return $"reader.Boolean({flag})";
            case IntegerValue:
                return $"reader.Integer({flag})";
            case NumberValue:
                return $"reader.Number({flag})";
            case DecimalTextValue:
                return $"reader.DecimalText({flag})";
            case DateTimeValue:
                return "reader.DateTimeText()";
            case DateTextValue date:
                return $"reader.DateText({Literals.Text(date.Format)}, {Literals.Zone(date)})";
            case DateValue:
                return "reader.Date()";
            case TimeValue:
                return "reader.Time()";
            case UuidValue:
                return "reader.Uuid()";
            case EnumValue open:
                return $"{open.TypeName}Texts.Parse({EnumText(open, coerce)})";
            case ObjectValue record:
                return $"{Method(record.TypeName)}(ref reader)!";
            case ArrayValue:
                return $"{planned.Method}(ref reader)";
            case MapValue:
                return $"{planned.Method}(ref reader)!";
            default:
                return "reader.Any()";
        }
    }

    private static IEnumerable<string> Checks(PlannedValue planned, string variable)
    {
        switch (planned.Element.Value)
        {
            case TextValue text:
                if (text.MinLength > 0 || text.MaxLength is not null)
                    yield return $"reader.Length({variable}, {text.MinLength}, "
                        + $"{text.MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "int.MaxValue"});";
                if (planned.Pattern is { } pattern)
                    yield return $"reader.Pattern({variable}, {pattern});";
                if (text.Const is { } constant)
                    yield return $"reader.Const({variable}, {Literals.Text(constant)});";
                break;
            case BooleanValue { Const: { } flag }:
                yield return $"if ({variable} != {Literals.Bool(flag)})";
                yield return $"    reader.Refuse(\"is not the constant that the schema states\");";
                break;
            case IntegerValue integer:
                if (integer.Const is { } number)
                {
                    yield return $"if ({variable} != {Literals.Number(number)}L)";
                    yield return $"    reader.Refuse(\"is not the constant that the schema states\");";
                }

                foreach (var check in RangeChecks(integer.Range, variable))
                    yield return check;
                break;
            case NumberValue { Range: var range }:
                foreach (var check in RangeChecks(range, variable))
                    yield return check;
                break;
            case DecimalTextValue { Range: var range }:
                foreach (var check in RangeChecks(range, variable))
                    yield return check;
                break;
        }
    }

    private static IEnumerable<string> RangeChecks(RangeModel range, string variable)
    {
        if (range.Minimum is not null || range.Maximum is not null)
            yield return $"reader.Range({variable}, {Literals.Decimal(range.Minimum, "decimal.MinValue")}, "
                + $"{Literals.Decimal(range.Maximum, "decimal.MaxValue")}, exclusiveMin: "
                + $"{Literals.Bool(range.ExclusiveMinimum)}, exclusiveMax: {Literals.Bool(range.ExclusiveMaximum)});";
        if (range.MultipleOf is not null)
            yield return $"reader.MultipleOf({variable}, {range.MultipleOf}m);";
    }

    private void EmitArray(ArrayValue array, PlannedCollection collection)
    {
        var item = Literals.Type(array.Item);
        _writer.Block(
            $$"""
            private static global::System.Collections.Immutable.ImmutableArray<{{item}}> {{collection.Name}}<TReader>(ref TReader reader)
                {{Constraint}}
            {
                if (!reader.{{(collection.Coerce ? "StartCoercedArray" : "StartArray")}}())
                    return [];
                var items = global::System.Collections.Immutable.ImmutableArray.CreateBuilder<{{item}}>();
            """
        );
        _writer.Indent();
        _writer.Open("while (reader.NextItem())");
        EmitValue(collection.Item, null, expression => $"items.Add({expression});");
        _writer.Close();
        if (array.MinItems > 0 || array.MaxItems is not null)
            _writer.Line(
                $"reader.Items(items.Count, {array.MinItems}, "
                    + $"{array.MaxItems?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "int.MaxValue"});"
            );
        _writer.Line("return items.DrainToImmutable();");
        _writer.Close();
        _writer.Line();
    }

    private void EmitMap(MapValue map, PlannedCollection collection)
    {
        const string Dictionary = "global::System.Collections.Immutable.ImmutableDictionary";
        var entry = Literals.Type(map.Item);
        _writer.Block(
            $$"""
            private static {{Dictionary}}<string, {{entry}}>? {{collection.Name}}<TReader>(ref TReader reader)
                {{Constraint}}
            {
                if (!reader.{{(collection.Coerce ? "StartCoercedMap" : "StartMap")}}())
                    return null;
                var entries = {{Dictionary}}.CreateBuilder<string, {{entry}}>(global::System.StringComparer.Ordinal);
            """
        );
        _writer.Indent();
        _writer.Open("while (reader.NextEntry(out var key))");
        EmitValue(collection.Item, null, expression => $"entries[key] = {expression};");
        _writer.Close();
        _writer.Line("return entries.ToImmutable();");
        _writer.Close();
        _writer.Line();
    }
}

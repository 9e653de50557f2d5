using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the calls of checks on values, and the reader of a payload that is not an object.</summary>
internal sealed partial class ReaderEmitter
{
    private const string Kinds = "global::CallbackGen.Reading.CheckedAs.";
    private const string Written = Kinds + "Written";

    /// <summary>Emits a payload that is not an object: the record's only member is the whole payload.</summary>
    private void EmitValueRecord(ObjectModel record, PlannedValue value)
    {
        var member = record.Members[0];
        _writer.Line($"public static {record.TypeName}? {Method(record.TypeName)}<TReader>(ref TReader reader)");
        _writer.Continuation(Constraint);
        _writer.Open();
        _writer.Line($"{LocalType(member)} payload = default;");
        EmitValue(value, "payload", expression => $"payload = {expression};");
        var isSure = !member.Element.Nullable && !Literals.IsStruct(member.Element.Value);
        _writer.Line($"return reader.Failed ? null : new {record.TypeName} {{ {member.Name} = payload{(isSure ? "!" : "")} }};");
        _writer.Close();
        _writer.Line();
    }

    private string RecordCheck(ObjectModel record)
    {
        var test = ChecksEmitter.Test(_feed, record.Check);
        var self = record.Coerce ? ", " + Kinds + "Object" : "";
        return record.Members.Any(member => SeenAs(member.Element) != Written)
            ? $"reader.Check({test}, {record.TypeName}Names, {Literals.List(record.Members, member => SeenAs(member.Element))}{self});"
            : $"reader.Check({test}{self});";
    }

    /// <summary>
    /// Returns the <c>CheckedAs</c> flags of a value: how a check sees it in another notation than its type's, such as text in a form.
    /// </summary>
    private static string SeenAs(ElementModel element)
    {
        var kinds = new List<string>();
        if (element.Coerce)
        {
            kinds.Add(
                element.Value switch
                {
                    IntegerValue or EnumValue { Integer: true } => "Integer",
                    NumberValue => "Number",
                    BooleanValue => "Boolean",
                    ObjectValue or MapValue => "Object",
                    ArrayValue => "Array",
                    _ => "Text",
                }
            );
        }

        if (element is { Coerce: true, Nullable: true, Value: not TextValue })
        {
            kinds.Add("EmptyNull");
            if (element.Value is DateValue or DateTimeValue or DateTextValue)
                kinds.Add("ZeroNull");
        }

        if (element.Nullable && element.Value is not (TextValue or AnyValue or ObjectValue or ArrayValue or MapValue))
            kinds.Add("OrNull");
        return kinds.Count == 0 ? Written : string.Join(" | ", kinds.Select(kind => Kinds + kind));
    }

    /// <summary>Emits the check of a value before it is read, where its C# type does not express all keywords.</summary>
    private void EmitCheck(ElementModel element)
    {
        if (element.Check.Length == 0)
            return;
        var test = ChecksEmitter.Test(_feed, element.Check);
        if (
            element.Value is ObjectValue value
            && _feed.Objects.FirstOrDefault(record => record.TypeName == value.TypeName && !record.IsValue) is { } record
        )
            _writer.Line(RecordCheck(record with { Check = element.Check }));
        else
            _writer.Line(SeenAs(element) == Written ? $"reader.Check({test});" : $"reader.Check({test}, {SeenAs(element)});");
    }
}

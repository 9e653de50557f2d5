using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the handling of members in a payload that is signed as received: a member that nothing uses reads as null where
/// its value does not fit its type.
/// </summary>
internal sealed partial class ReaderEmitter
{
    private void EmitMember(ObjectModel record, MemberModel member, PlannedValue value, string local)
    {
        void Emit()
        {
            if (_feed.SignedAsReceived && member.Element.Types.Count > 0)
                _writer.Line($"reader.Form({string.Join(" | ", member.Element.Types.Select(JsonType))});");
            EmitValue(value, local, expression => $"{local} = {expression};");
        }

        var isUsed = _used.Contains(new MemberOfModel(record.TypeName, member.JsonName));
        if (_feed.SignedAsReceived && isUsed && member.Element.Value is TextValue or EnumValue { Integer: false })
            _writer.Line("reader.Exact();");
        if (!_feed.SignedAsReceived || isUsed || !MayBeUnfit(member))
        {
            Emit();
        }
        else if (member.Element.Value is ObjectValue or ArrayValue or MapValue or AnyValue)
        {
            _writer.Open();
            _writer.Line("var mark = reader.Mark();");
            Emit();
            _writer.Line("if (reader.Failed && reader.Unfit(mark))");
            _writer.Continuation($"{local} = null;");
            _writer.Close();
        }
        else
        {
            Emit();
            _writer.Line("if (reader.Failed && reader.Unfit())");
            _writer.Continuation($"{local} = null;");
        }
    }

    /// <summary>
    /// Returns whether a member may read as null: it may be absent or null anyway, and the schema lists no values for it.
    /// </summary>
    private static bool MayBeUnfit(MemberModel member) =>
        member.Nullable
        && (member.Element.Value is not AnyValue || member.Element.Types.Count > 0)
        && !HasListedValues(member.Element.Value);

    private static string JsonType(string type) => $"global::CallbackGen.Reading.JsonTypes.{FeedEmitter.Word(type)}";

    private static bool HasListedValues(ValueModel value) =>
        value
            is TextValue { Const: not null }
                or BooleanValue { Const: not null }
                or IntegerValue { Const: not null }
                or EnumValue { Closed: true };

    /// <summary>Emits the rejection of a value other than those listed, whatever its JSON type.</summary>
    private void EmitInsist(ValueModel value)
    {
        if (_feed.SignedAsReceived && HasListedValues(value))
            _writer.Line("reader.Insist();");
    }
}

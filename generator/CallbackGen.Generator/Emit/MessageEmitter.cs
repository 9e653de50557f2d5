using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the building of the canonical message, in the order of its bytes.</summary>
internal static class MessageEmitter
{
    public static void Emit(CodeWriter writer, HmacVerify hmac)
    {
        writer.Line("// The message that was signed, in the order of its bytes.");
        var parts = hmac.Message.ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            var more = parts.Skip(i + 1).Any(HoldsSource);
            switch (parts[i])
            {
                case TemplatePart template:
                    EmitTemplate(writer, template, more, hmac.Timestamp);
                    break;
                case MembersPart { OmitNull: false, OmitEmpty: false } members:
                    EmitMembers(writer, members);
                    break;
                case MembersPart members:
                    EmitPresentMembers(writer, members, i);
                    break;
            }
        }

        writer.Line();
    }

    private static bool HoldsSource(MessagePart part) =>
        part is MembersPart || (part is TemplatePart template && template.Terms.Any(term => term.Source.Kind != SourceKind.Const));

    private static void EmitTemplate(CodeWriter writer, TemplatePart template, bool more, TimestampModel? timestamp)
    {
        for (var i = 0; i < template.Terms.Count; i++)
        {
            var term = template.Terms[i];
            if (term.Source.Kind == SourceKind.Const)
            {
                writer.Line($"verification.Append({Literals.Utf8(term.Source.Name)});");
                continue;
            }

            // A value that holds the text which ends it could borrow from the value behind it. The last value has no
            // neighbour, and a time is checked to be one.
            var next = i + 1 < template.Terms.Count ? template.Terms[i + 1] : null;
            var neighbour = more || template.Terms.Skip(i + 1).Any(later => later.Source.Kind != SourceKind.Const);
            var before = neighbour && next?.Source.Kind == SourceKind.Const && term.Source != timestamp?.From ? $", before: {Literals.Utf8(next.Source.Name)}" : "";
            writer.Line($"if (!verification.Append({VerifierEmitter.Term(term)}, {Literals.Text(term.Source.Text)}{before}))");
            writer.Continuation("return null;");
        }
    }

    private static void EmitMembers(CodeWriter writer, MembersPart members)
    {
        for (var i = 0; i < members.Pointers.Count; i++)
        {
            var pointer = members.Pointers[i];
            if (members.WithNames)
                writer.Line($"verification.Append({Literals.Utf8((i == 0 ? "" : members.Join) + Name(pointer) + members.NameSeparator)});");
            writer.Line($"if (!verification.AppendMember({Value(pointer)}, {Where(pointer)}, {Literals.Utf8(members.Join)}, first: {Literals.Bool(i == 0 || members.WithNames)}))");
            writer.Continuation("return null;");
        }
    }

    /// <summary>Members of which some are left out: whether the joining text stands before one depends on those before it.</summary>
    private static void EmitPresentMembers(CodeWriter writer, MembersPart members, int part)
    {
        var first = $"first{Literals.Number(part)}";
        writer.Line($"var {first} = true;");
        foreach (var pointer in members.Pointers)
        {
            var value = $"value{Literals.Number(part)}_{Literals.Number(members.Pointers.ToList().IndexOf(pointer))}";
            var conditions = (members.OmitNull ? $"{value}.Kind is not (global::CallbackGen.Verification.WireKind.Absent or global::CallbackGen.Verification.WireKind.Null)" : "")
                + (members.OmitNull && members.OmitEmpty ? " && " : "")
                + (members.OmitEmpty ? $"!({value}.Kind is global::CallbackGen.Verification.WireKind.Scalar && {value}.Utf8.IsEmpty)" : "");
            writer.Line($"var {value} = {Value(pointer)};");
            writer.Open($"if ({conditions})");
            if (members.WithNames)
            {
                if (members.Join.Length > 0)
                {
                    writer.Line($"if (!{first})");
                    writer.Continuation($"verification.Append({Literals.Utf8(members.Join)});");
                }

                writer.Line($"verification.Append({Literals.Utf8(Name(pointer) + members.NameSeparator)});");
            }

            writer.Line($"if (!verification.AppendMember({value}, {Where(pointer)}, {Literals.Utf8(members.Join)}, first: {(members.WithNames ? "true" : first)}))");
            writer.Continuation("return null;");
            writer.Line($"{first} = false;");
            writer.Close();
        }
    }

    private static string Value(string pointer) => $"verification.Body({Literals.Text(pointer)})";

    private static string Where(string pointer) => Literals.Text("body:" + pointer);

    private static string Name(string pointer) => JsonPointer.Segments(pointer).Last();
}

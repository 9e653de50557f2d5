using System.Text;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the reader of a record with many members. The compiler tracks every local through every case of a method, in quadratic time.
/// Therefore the locals become the fields of an object, and the cases are split over several methods.
/// </summary>
internal sealed partial class ReaderEmitter
{
    /// <summary>The number of members above which a record is large, and the number of members in each of its methods.</summary>
    private const int LargeRecord = 64;

    /// <summary>Emits the class whose fields replace the locals, and returns the expressions of its fields.</summary>
    private string[] EmitFields(ObjectModel record, string[] locals)
    {
        _writer.Open($"private sealed class {record.TypeName}Fields");
        for (var i = 0; i < locals.Length; i++)
            _writer.Line($"public {LocalType(record.Members[i])} {locals[i]};");
        _writer.Close();
        _writer.Line();
        return [.. locals.Select(local => "fields." + local)];
    }

    private void EmitParts(ObjectModel record)
    {
        _writer.Line($"var index = reader.Member(IndexOf{record.TypeName}(reader.Name), {record.TypeName}Names, seen);");
        _writer.Open($"switch (index < 0 ? -1 : index / {LargeRecord})");
        for (var first = 0; first < record.Members.Count; first += LargeRecord)
        {
            _writer.Line($"case {first / LargeRecord}:");
            _writer.Continuation($"{PartMethod(record, first)}(ref reader, index, fields);");
            _writer.Continuation("break;");
        }

        EmitUnknown(record);
        _writer.Close();
    }

    private void EmitPart(ObjectModel record, IReadOnlyList<PlannedValue> values, string[] locals, int first)
    {
        _writer.Line(
            $"private static void {PartMethod(record, first)}<TReader>(ref TReader reader, int index, {record.TypeName}Fields fields)"
        );
        _writer.Continuation(Constraint);
        _writer.Open();
        EmitCases(record, values, locals, first, Math.Min(first + LargeRecord, record.Members.Count), "index", isPart: true);
        _writer.Close();
        _writer.Line();
    }

    // The name differs from those of the records' own methods, which do not begin with "Part".
    private static string PartMethod(ObjectModel record, int first) => $"Part{Literals.Number(first / LargeRecord)}Of{record.TypeName}";

    private void EmitIndexOf(ObjectModel record)
    {
        if (record.Members.Count > LargeRecord)
        {
            _writer.Line(
                $"private static readonly global::CallbackGen.Reading.MemberIndex {record.TypeName}Index = new({record.TypeName}Names);"
            );
            _writer.Line();
            _writer.Line(
                $"private static int IndexOf{record.TypeName}(global::System.ReadOnlySpan<byte> name) => {record.TypeName}Index.Find(name);"
            );
            _writer.Line();
            return;
        }

        if (record.Members.Count == 0)
        {
            _writer.Line($"private static int IndexOf{record.TypeName}(global::System.ReadOnlySpan<byte> name) => -1;");
            _writer.Line();
            return;
        }

        _writer.Open($"private static int IndexOf{record.TypeName}(global::System.ReadOnlySpan<byte> name)");
        _writer.Open("switch (name.Length)");
        var numbered = record.Members.Select((member, index) => (member.JsonName, Index: index));
        foreach (var group in numbered.GroupBy(member => Encoding.UTF8.GetByteCount(member.JsonName)).OrderBy(group => group.Key))
        {
            _writer.Line($"case {group.Key}:");
            _writer.Indent();
            foreach (var (name, index) in group)
            {
                _writer.Line($"if (global::System.MemoryExtensions.SequenceEqual(name, {Literals.Utf8(name)}))");
                _writer.Continuation($"return {index};");
            }

            _writer.Line("break;");
            _writer.Unindent();
        }

        _writer.Close();
        _writer.Line();
        _writer.Line("return -1;");
        _writer.Close();
        _writer.Line();
    }
}

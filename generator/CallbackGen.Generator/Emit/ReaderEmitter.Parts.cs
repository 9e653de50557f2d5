using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// The reader of a record with many members. The compiler follows every local through every case of a method, which costs it
/// the square of their number: so they are the fields of an object instead, and the cases stand in methods of some each.
/// </summary>
internal sealed partial class ReaderEmitter
{
    /// <summary>More members than this make a record large, and as many stand in one of its methods.</summary>
    private const int LargeRecord = 64;

    /// <summary>Prints the class that takes the place of the locals, and gives back the expressions of its fields.</summary>
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

    private void EmitPart(ObjectModel record, string[] locals, int first)
    {
        _writer.Line($"private static void {PartMethod(record, first)}<TReader>(ref TReader reader, int index, {record.TypeName}Fields fields)");
        _writer.Continuation(Constraint);
        _writer.Open();
        EmitCases(record, locals, first, Math.Min(first + LargeRecord, record.Members.Count), "index", isPart: true);
        _writer.Close();
        _writer.Line();
    }

    // No record's own method: it begins like no other.
    private static string PartMethod(ObjectModel record, int first) => $"Part{Literals.Number(first / LargeRecord)}Of{record.TypeName}";
}

using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints how an answer is made of the request, in the order of its bytes.</summary>
internal static class AnswerEmitter
{
    public static void Emit(CodeWriter writer, AnswerModel answer)
    {
        writer.Line("// The answer. A value in it is text of the request: bounded, and escaped where it stands in JSON.");
        writer.Line("var answer = verification.BeginAnswer();");
        foreach (var mac in answer.Macs)
            EmitMac(writer, answer, mac);
        foreach (var piece in answer.Pieces)
        {
            writer.Line(piece.Value is { } value
                ? $"answer.{(answer.IsJson ? "AppendJson" : "AppendText")}({Term(answer, value)});"
                : $"answer.Append({Literals.Utf8(piece.Constant)});");
        }

        writer.Line($"return answer.End({Literals.Number(answer.Status)}, {Literals.Text(answer.ContentType)});");
    }

    private static void EmitMac(CodeWriter writer, AnswerModel answer, MacModel mac)
    {
        var local = Local(answer, mac.Name);
        writer.Line($"// {Literals.Comment(mac.Name)}: a code of its own message, whose values must be tokens, so that it cannot sign a callback.");
        writer.Line($"var {local}Message = verification.BeginMessage();");
        foreach (var term in mac.Message)
        {
            writer.Line(term is { Source.Kind: SourceKind.Const, Filters.Count: 0 }
                ? $"{local}Message.Append({Literals.Utf8(term.Source.Name)});"
                : $"{local}Message.AppendToken({Term(answer, term)});");
        }

        writer.Line($"var {local} = answer.MakeMac({Literals.Text(mac.Name)}, {local}Message, MacAlgorithm.Hmac{FeedEmitter.Word(mac.Algorithm)}, {Literals.Text(mac.Key)}, SignatureEncoding.{FeedEmitter.Word(mac.Encoding)});");
        writer.Line();
    }

    private static string Term(AnswerModel answer, TermModel term) => term.Source.Kind switch
    {
        SourceKind.Mac => Expressions.Filter(Local(answer, term.Source.Name), term.Filters),
        SourceKind.Key => Expressions.Filter($"answer.Key({Literals.Text(term.Source.Name)})", term.Filters),
        SourceKind.Now => Expressions.Filter($"answer.Now(TimestampUnit.{FeedEmitter.Word(term.Source.Name)})", term.Filters),
        _ => Expressions.Term(term),
    };

    private static string Local(AnswerModel answer, string name) =>
        $"mac{Literals.Number(answer.Macs.TakeWhile(mac => mac.Name != name).Count() + 1)}";
}

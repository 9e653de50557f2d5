using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints how an answer is made of the request, in the order of its bytes.</summary>
internal static class AnswerEmitter
{
    public static void Emit(CodeWriter writer, AnswerModel answer)
    {
        foreach (var mac in answer.Macs)
            EmitMac(writer, answer, mac);
        writer.Line("// The answer. A value in it is text of the request: bounded, and escaped where it stands in JSON.");
        foreach (var piece in answer.Pieces)
        {
            if (piece.Value is not { } value)
                writer.Line($"verification.Answer({Literals.Utf8(piece.Constant)});");
            else
                EmitStep(writer, $"verification.{(answer.IsJson ? "AnswerJson" : "AnswerText")}({Term(answer, value)})");
        }

        writer.Line($"return verification.EndAnswer({Literals.Number(answer.Status)}, {Literals.Text(answer.ContentType)});");
    }

    private static void EmitMac(CodeWriter writer, AnswerModel answer, MacModel mac)
    {
        writer.Line($"// {Literals.Comment(mac.Name)}: a code of its own message, whose values must be tokens, so that it cannot sign a callback.");
        writer.Line("verification.BeginMac();");
        foreach (var term in mac.Message)
        {
            if (term is { Source.Kind: SourceKind.Const, Filters.Count: 0 })
                writer.Line($"verification.Append({Literals.Utf8(term.Source.Name)});");
            else
                EmitStep(writer, $"verification.AppendToken({Term(answer, term)})");
        }

        writer.Line($"var {Local(answer, mac.Name)} = verification.MakeMac({Literals.Text(mac.Name)}, MacAlgorithm.Hmac{FeedEmitter.Word(mac.Algorithm)}, {Literals.Text(mac.Key)}, SignatureEncoding.{FeedEmitter.Word(mac.Encoding)});");
        writer.Line();
    }

    private static void EmitStep(CodeWriter writer, string condition)
    {
        writer.Line($"if (!{condition})");
        writer.Continuation("return null;");
    }

    private static string Term(AnswerModel answer, TermModel term) => term.Source.Kind switch
    {
        SourceKind.Mac => Expressions.Filter(Local(answer, term.Source.Name), term.Filters),
        SourceKind.Now => Expressions.Filter($"verification.Now(TimestampUnit.{FeedEmitter.Word(term.Source.Name)})", term.Filters),
        _ => Expressions.Term(term),
    };

    private static string Local(AnswerModel answer, string name) =>
        $"mac{Literals.Number(answer.Macs.TakeWhile(mac => mac.Name != name).Count() + 1)}";
}

using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the code that builds a response from the request, in byte order.</summary>
internal static class AnswerEmitter
{
    public static void Emit(CodeWriter writer, AnswerModel answer)
    {
        writer.Line("// The answer. A value in it is text of the request: bounded, and escaped where it stands in JSON.");
        writer.Line("var answer = verification.BeginAnswer();");
        foreach (var code in answer.Codes)
            EmitCode(writer, answer, code);
        foreach (var header in answer.Headers)
        {
            writer.Line($"answer.BeginHeader({Literals.Text(header.Name)});");
            EmitPieces(writer, answer, header.Pieces, "AppendHeader");
            writer.Line("answer.EndHeader();");
        }

        EmitPieces(writer, answer, answer.Pieces, answer.IsJson ? "AppendJson" : "AppendText");
        writer.Line($"return answer.End({Literals.Number(answer.Status)}, {Literals.Text(answer.ContentType)});");
    }

    private static void EmitPieces(CodeWriter writer, AnswerModel answer, EquatableArray<AnswerPiece> pieces, string append)
    {
        foreach (var piece in pieces)
        {
            writer.Line(
                piece.Value is { } value ? $"answer.{append}({Term(answer, value)});" : $"answer.Append({Literals.Utf8(piece.Constant)});"
            );
        }
    }

    private static void EmitCode(CodeWriter writer, AnswerModel answer, CodeModel code)
    {
        var local = Local(answer, code);
        writer.Line(
            $"// {Literals.Comment(code.Name)}: a code of its own message, whose values must be tokens, so that it cannot sign a callback."
        );
        writer.Line($"var {local}Message = verification.BeginMessage();");
        foreach (var term in code.Message)
            writer.Line($"{local}Message.{AppendToCode(answer, term)};");
        var name = Literals.Text(code.Name);
        var encoding = $"SignatureEncoding.{FeedEmitter.Word(code.Encoding)}";
        writer.Line(
            code.Key is { } key
                ? $"var {local} = answer.MakeMac({name}, {local}Message, "
                    + $"MacAlgorithm.Hmac{FeedEmitter.Word(code.Algorithm)}, {Literals.Text(key)}, {encoding});"
                : $"var {local} = answer.MakeDigest({name}, {local}Message, "
                    + $"DigestAlgorithm.{FeedEmitter.Word(code.Algorithm)}, {encoding});"
        );
        writer.Line();
    }

    private static string AppendToCode(AnswerModel answer, TermModel term) =>
        term.Source.Kind switch
        {
            SourceKind.Const when term.Filters.Count == 0 => $"Append({Literals.Utf8(term.Source.Name)})",
            SourceKind.Key => $"Append({Term(answer, term)})",
            SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint => $"AppendVisible({Term(answer, term)})",
            _ => $"AppendToken({Term(answer, term)})",
        };

    private static string Term(AnswerModel answer, TermModel term) =>
        term.Source.Kind switch
        {
            SourceKind.Mac or SourceKind.Digest => Expressions.Filter(
                Local(answer, answer.Codes.First(code => code.IsAt(term.Source))),
                term.Filters
            ),
            SourceKind.Now => Expressions.Filter($"answer.Now(TimestampUnit.{FeedEmitter.Word(term.Source.Name)})", term.Filters),
            SourceKind.Key => Expressions.Filter($"answer.Key({Literals.Text(term.Source.Name)})", term.Filters),
            _ => Expressions.Term(term),
        };

    private static string Local(AnswerModel answer, CodeModel code) =>
        (code.IsDigest ? "digest" : "mac")
        + Literals.Number(answer.Codes.TakeWhile(other => other != code).Count(other => other.IsDigest == code.IsDigest) + 1);
}

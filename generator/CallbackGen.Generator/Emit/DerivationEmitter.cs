using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the derivation of a key: as data where all of it is constant, and as steps where it uses a value of the request.
/// </summary>
internal static class DerivationEmitter
{
    private const string Definitions = "global::CallbackGen.Definitions.";

    /// <summary>Emits the steps of a key that is derived again for each callback.</summary>
    public static void Emit(CodeWriter writer, FeedModel feed, KeyModel key)
    {
        var local = $"derived{Literals.Number(feed.Keys.TakeWhile(other => other.Name != key.Name).Count() + 1)}";
        writer.Line(
            $"// {Literals.Comment(key.Name)} is derived with values of the request, "
                + $"which nobody has verified: they choose the key and nothing else."
        );
        writer.Line($"if (verification.DeriveKey({Literals.Text(key.Name)}) is not {{ }} {local})");
        writer.Continuation("return null;");
        foreach (var step in key.Steps)
        {
            foreach (var term in step.Text)
            {
                var isConstant = term is { Source.Kind: SourceKind.Const, Filters.Count: 0 };
                writer.Line($"{local}.Append({(isConstant ? Literals.Utf8(term.Source.Name) : Value(feed, term))});");
            }

            writer.Line($"{local}.{Call(step)};");
        }

        writer.Line($"if (!{local}.End())");
        writer.Continuation("return null;");
        writer.Line();
    }

    /// <summary>Returns the steps as an expression for the feed's definition.</summary>
    public static string Steps(KeyModel key) =>
        Literals.List(
            key.Steps,
            step =>
                $"new {Definitions}CallbackKeyStep({Definitions}CallbackKeyStepKind.{FeedEmitter.Word(step.Kind)}) "
                + $"{{ {string.Join(", ", Properties(step))} }}"
        );

    private static IEnumerable<string> Properties(DeriveStepModel step)
    {
        if (step.Hash is { } hash)
            yield return $"Hash = global::CallbackGen.Definitions.CallbackKeyDerivation.{FeedEmitter.Word(hash)}";
        if (step.Algorithm is { } algorithm)
            yield return $"Algorithm = {Definitions}MacAlgorithm.Hmac{FeedEmitter.Word(algorithm)}";
        if (step.Cipher is { } cipher)
            yield return $"Cipher = {Definitions}KeyCipher.{FeedEmitter.Word(cipher)}";
        if (step.Padding is { } padding)
            yield return $"Padding = {Definitions}KeyPadding.{FeedEmitter.Word(padding)}";
        if (step.Text.Count > 0 && !step.IsOfRequest)
            yield return $"Text = {Literals.Text(step.Constant)}";
    }

    private static string Call(DeriveStepModel step) =>
        step.Kind switch
        {
            DeriveStepKind.Hash => $"Hash(global::CallbackGen.Definitions.CallbackKeyDerivation.{FeedEmitter.Word(step.Hash!.Value)})",
            DeriveStepKind.HmacUnderText or DeriveStepKind.HmacOfText =>
                $"{step.Kind}(MacAlgorithm.Hmac{FeedEmitter.Word(step.Algorithm!.Value)})",
            DeriveStepKind.Encrypt =>
                $"Encrypt(KeyCipher.{FeedEmitter.Word(step.Cipher!.Value)}, KeyPadding.{FeedEmitter.Word(step.Padding!.Value)})",
            _ => $"{step.Kind}()",
        };

    /// <summary>Returns the expression of a term. In a payload that is a text of its own, a member is read from that text.</summary>
    private static string Value(FeedModel feed, TermModel term) =>
        term.Source.Kind == SourceKind.Payload && feed.Payload.Text is { } text
            ? Expressions.Filter(
                $"verification.TextMember({Expressions.Term(text.Value)}, {Literals.Text(term.Source.Name)})",
                term.Filters
            )
            : Expressions.Term(term);
}

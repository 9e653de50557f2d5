using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the checks that typed reading cannot express: one method per schema, one line per keyword.</summary>
internal sealed class ChecksEmitter
{
    private const string Reading = "global::CallbackGen.Reading";
    private const string Parameters = "(global::System.Text.Json.JsonElement value, global::CallbackGen.Reading.SchemaCheck check)";

    private readonly FeedModel _feed;
    private readonly CodeWriter _writer;
    private readonly List<string> _patterns = [];
    private readonly List<string> _values = [];

    private ChecksEmitter(CodeWriter writer, FeedModel feed)
    {
        _feed = feed;
        _writer = writer;
    }

    /// <summary>Returns the reference to a test from outside the class.</summary>
    public static string Test(FeedModel feed, string name) =>
        IsConstant(name) ? Constant(name) : $"{feed.TypeName}Checks.{Literals.Identifier(name)}";

    public static void Emit(CodeWriter writer, FeedModel feed) => new ChecksEmitter(writer, feed).EmitAll();

    private void EmitAll()
    {
        _writer.Line(PayloadEmitter.GeneratedCode);
        _writer.Open($"internal static class {_feed.TypeName}Checks");
        foreach (var check in _feed.Checks)
            EmitCheck(check);
        for (var i = 0; i < _patterns.Count; i++)
            _writer.Line(
                $"private static readonly global::System.Text.RegularExpressions.Regex Pattern_{i + 1} = {Literals.Pattern(_patterns[i])};"
            );
        for (var i = 0; i < _values.Count; i++)
            _writer.Line(
                $"private static readonly global::System.Text.Json.JsonElement Value_{i + 1} "
                    + $"= global::System.Text.Json.JsonElement.Parse({Literals.Utf8(_values[i])});"
            );
        _writer.Close();
    }

    private void EmitCheck(CheckModel check)
    {
        var name = Literals.Identifier(check.Name);
        _writer.Line($"// #{Literals.Comment(check.Pointer)}");
        if (check.UnevaluatedProperties is not null || check.UnevaluatedItems is not null)
        {
            _writer.Line($"public static bool {name}{Parameters} =>");
            _writer.Continuation(
                $"check.Unevaluated(value, {check.Name}_Evaluated, "
                    + $"{OrNull(check.UnevaluatedProperties)}, {OrNull(check.UnevaluatedItems)});"
            );
            _writer.Line();
            name = check.Name + "_Evaluated";
        }

        _writer.Line($"public static bool {name}{Parameters} =>");
        var calls = check.Assertions.Select(Call).DefaultIfEmpty("true").ToList();
        for (var i = 0; i < calls.Count; i++)
            _writer.Continuation((i > 0 ? "&& " : "") + calls[i] + (i == calls.Count - 1 ? ";" : ""));
        _writer.Line();
    }

    private static string OrNull(string? test) => test is null ? "null" : Local(test);

    private string Call(AssertionModel assertion)
    {
        var arguments = assertion.Arguments.SelectMany(Argument).ToList();
        return $"check.{assertion.Method}({string.Join(", ", ["value", .. arguments])})";
    }

    private IEnumerable<string> Argument(ArgumentModel argument) =>
        argument.Kind switch
        {
            ArgumentKind.Tests => argument.Items.Select(Local),
            ArgumentKind.Texts => argument.Items.Select(Literals.Text),
            ArgumentKind.TextList => [Literals.List(argument.Items, Literals.Text)],
            ArgumentKind.Pattern => argument.Items.Select(Pattern),
            ArgumentKind.PatternList => [Literals.List(argument.Items, Pattern)],
            ArgumentKind.Number => argument.Items.Select(Literals.Utf8),
            ArgumentKind.Count => argument.Items.Select(count => count == "2147483647" ? "int.MaxValue" : count),
            ArgumentKind.Json => argument.Items.Select(json => "Value_" + Number(_values, json)),
            ArgumentKind.Types => [string.Join(" | ", argument.Items.Select(type => $"{Reading}.JsonTypes.{FeedEmitter.Word(type)}"))],
            _ => argument.Items.Select(format => $"{Reading}.TextFormat.{FeedEmitter.Word(format)}"),
        };

    private string Pattern(string pattern) => "Pattern_" + Number(_patterns, pattern);

    private static string Number(List<string> list, string item)
    {
        var index = list.IndexOf(item);
        if (index < 0)
        {
            index = list.Count;
            list.Add(item);
        }

        return Literals.Number(index + 1);
    }

    private static bool IsConstant(string name) => name is CheckModel.True or CheckModel.False;

    private static string Constant(string name) => $"{Reading}.SchemaCheck.{(name == CheckModel.True ? "True" : "False")}";

    private static string Local(string name) => IsConstant(name) ? Constant(name) : Literals.Identifier(name);
}

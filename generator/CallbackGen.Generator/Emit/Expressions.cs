using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Returns sources and filters as C# expressions over the verification.</summary>
internal static class Expressions
{
    public static string Term(TermModel term) => Filter(Source(term.Source), term.Filters);

    public static string Filter(string expression, EquatableArray<FilterModel> filters)
    {
        foreach (var filter in filters)
        {
            var arguments = filter.Name switch
            {
                "slice" => filter.Arguments,
                "escape" => filter.Arguments.Select(argument => Literals.Character(argument[0])),
                _ => filter.Arguments.Select(Literals.Text),
            };
            expression = $"{filter.Method}({string.Join(", ", new[] { expression }.Concat(arguments))})";
        }

        return expression;
    }

    public static string Source(SourceModel source) =>
        source.Kind switch
        {
            SourceKind.RawBody or SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint =>
                $"verification.{source.Kind}",
            SourceKind.Signature => $"signatures.Part({Literals.Text(source.Name)})",
            SourceKind.Key => $"trial.Key({Literals.Text(source.Name)})",
            SourceKind.Const => $"WireValue.FromText({Literals.Text(source.Name)})",
            _ => $"verification.{source.Kind}({Literals.Text(source.Name)})",
        };
}

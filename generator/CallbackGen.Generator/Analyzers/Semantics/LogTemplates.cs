using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Parses the templates of log calls for the values that they destructure.</summary>
internal static class LogTemplates
{
    private static readonly Regex Holes = new(@"(?<!\{)\{(@?)([A-Za-z0-9_]+)[^{}]*\}", RegexOptions.CultureInvariant);

    /// <summary>Returns the values that a log call destructures, each with its hole in the template when it has one.</summary>
    public static IEnumerable<(IOperation Value, string? Hole)> TakenApart(IInvocationOperation call)
    {
        if (Sinks.LoggerMessage(call.TargetMethod) is { } attribute)
            return OfGenerated(call, attribute);
        if (
            call.Arguments.Any(argument =>
                argument is { Parameter.Name: "destructureObjects", Value.ConstantValue: { HasValue: true, Value: true } }
            )
        )
            return call
                .Arguments.Where(argument => argument.Parameter?.Name == "value")
                .Select(argument => (argument.Value, (string?)null));
        return OfTemplate(call);
    }

    private static IEnumerable<(IOperation Value, string? Hole)> OfGenerated(IInvocationOperation call, AttributeData attribute)
    {
        var template =
            attribute
                .ConstructorArguments.Concat(
                    attribute.NamedArguments.Where(argument => argument.Key == "Message").Select(argument => argument.Value)
                )
                .Select(argument => argument.Kind == TypedConstantKind.Array ? null : argument.Value as string)
                .FirstOrDefault(text => text is not null)
            ?? "";
        var apart = Holes
            .Matches(template)
            .Cast<Match>()
            .Where(hole => hole.Groups[1].Length > 0)
            .Select(hole => hole.Groups[2].Value)
            .ToList();
        return call
            .Arguments.Where(argument =>
                argument.Parameter is { } parameter
                && (
                    apart.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase)
                    || EndpointMethods.Has(parameter, "LogPropertiesAttribute")
                )
            )
            .Select(argument => (argument.Value, (string?)null));
    }

    private static IEnumerable<(IOperation Value, string? Hole)> OfTemplate(IInvocationOperation call)
    {
        var arguments = call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal ?? 0).ToList();
        var template = arguments.FindIndex(argument =>
            argument.Parameter is { Name: "message" or "messageTemplate" or "messageFormat" } && Values.Constant(argument.Value) is not null
        );
        if (template < 0)
            yield break;
        var values = arguments
            .Skip(template + 1)
            .SelectMany(argument =>
                argument.ArgumentKind == ArgumentKind.ParamArray && argument.Value is IArrayCreationOperation { Initializer: { } elements }
                    ? elements.ElementValues.AsEnumerable()
                    : [argument.Value]
            )
            .ToList();
        var holes = Holes.Matches(Values.Constant(arguments[template].Value)!).Cast<Match>().ToList();
        for (var i = 0; i < holes.Count && i < values.Count; i++)
        {
            if (holes[i].Groups[1].Length > 0)
                yield return (values[i], holes[i].Groups[2].Value);
        }
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A text of a callback that is parsed as a language.</summary>
/// <param name="Language">The language.</param>
/// <param name="Read">The read of the callback's member.</param>
/// <param name="Value">The value at the use that contains the text.</param>
/// <param name="Helper">The called function of the compilation that uses it; null when the function itself does.</param>
internal sealed record TextUse(TextLanguage Language, IOperation Read, IOperation Value, IMethodSymbol? Helper = null);

/// <summary>
/// Finds where texts of callbacks are parsed as languages, directly or in a function of the compilation that receives them.
/// </summary>
internal sealed class TextUses(CallbackSymbols symbols)
{
    // Namespaces whose methods only compose a text: the result is analyzed where it is used.
    private static readonly string[] Makers = ["System", "Microsoft.Extensions", "Microsoft.AspNetCore.WebUtilities", "CallbackGen"];

    private static readonly string[] Writers = ["System.Net", "System.IO"];

    // Names of short identifiers and states, which a log line should contain.
    private static readonly string[] Names =
    [
        "Id",
        "Number",
        "Reference",
        "Currency",
        "Code",
        "Key",
        "Status",
        "State",
        "Type",
        "Kind",
        "Event",
        "Text",
    ];

    private readonly MessageTexts _texts = new(symbols);
    private readonly ConcurrentDictionary<IParameterSymbol, ImmutableArray<TextLanguage>> _handed = new(SymbolEqualityComparer.Default);

    /// <summary>Returns the uses by a call, a constructor or an assignment, one for each value that it receives.</summary>
    public IEnumerable<TextUse> By(IOperation operation, CancellationToken cancellationToken)
    {
        foreach (var (value, language) in PlacesOf(operation))
        {
            if (In(value, language, _texts) is { } use)
                yield return use;
        }

        if (operation is IInvocationOperation call && IsHelper(call.TargetMethod))
        {
            foreach (
                var use in call
                    .Arguments.Where(argument => PlaceOf(argument, call.TargetMethod) is null)
                    .SelectMany(argument => Handed(argument, call, cancellationToken))
            )
                yield return use;
        }
    }

    private static IEnumerable<(IOperation Value, TextLanguage? Language)> PlacesOf(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => call
                .Arguments.Where(IsComposed)
                .Select(argument => (argument.Value, PlaceOf(argument, call.TargetMethod)))
                .Where(place => place.Item2 is not null || MayBeShaped(call.TargetMethod)),
            IObjectCreationOperation { Constructor: { } constructor } creation => creation
                .Arguments.Where(IsComposed)
                .Select(argument => (argument.Value, PlaceOf(argument, constructor)))
                .Where(place => place.Item2 is not null || MayBeShaped(constructor)),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment
                when !assignment.Value.ConstantValue.HasValue
                    && TextSinks.Of(assignment) is var language
                    && (language is not null || target.Type?.SpecialType == SpecialType.System_String) => [(assignment.Value, language)],
            _ => [],
        };

    private static bool IsComposed(IArgumentOperation argument) =>
        !argument.Value.ConstantValue.HasValue && argument.Parameter is { Type: var type } && TextSinks.IsTextual(type);

    private static TextLanguage? PlaceOf(IArgumentOperation argument, IMethodSymbol method)
    {
        if (TextSinks.Of(argument, method) is { } language)
            return language;
        // An item of a process's arguments is one argument, except for a shell, which parses it as a program.
        return
            method.Name == "Add"
            && argument.Parent
                is IInvocationOperation
            {
                Instance: IPropertyReferenceOperation { Property: { Name: "ArgumentList", ContainingType.Name: "ProcessStartInfo" } }
            }
            && Values.Bare(argument.Value) is IInterpolatedStringOperation or IBinaryOperation or ILocalReferenceOperation
            && Values
                .Root(argument)
                .Descendants()
                .Any(operation => operation is ILiteralOperation && Values.Constant(operation) is "-c" or "/c" or "/C" or "-Command")
            ? TextLanguage.Command
            : null;
    }

    /// <summary>
    /// Whether the literal parts of a text may show its language for a method: the method passes the text on and does not log it.
    /// </summary>
    private static bool MayBeShaped(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (
            Sinks.IsLog(method)
            || Sinks.IsException(type)
            || type.Name is "Console" or "Debug" or "Trace"
            || MessageTexts.IsEncoder(method)
        )
            return false;
        if (Makers.Any(name => EndpointMethods.IsIn(type, name)))
            return Writers.Any(name => EndpointMethods.IsIn(type, name));
        return method.DeclaringSyntaxReferences.IsEmpty || !MessageTexts.IsText(method.ReturnType);
    }

    /// <summary>Returns the use of a value, when it contains unchecked text of a callback.</summary>
    private static TextUse? In(IOperation value, TextLanguage? known, MessageTexts texts)
    {
        // A value that is neither composed nor parsed as a language is passed on as one value.
        if (
            known is null
            && Values.Bare(value)
                is IPropertyReferenceOperation
                    or IParameterReferenceOperation
                    or IObjectCreationOperation
                    or IAnonymousObjectCreationOperation
        )
            return null;
        var parts = texts.Of(value);
        if (
            !parts.Exists(part => part.Read is not null)
            || (known ?? TextShapes.Of(parts)) is not { } language
            || language is TextLanguage.Address or TextLanguage.Redirect && !TextShapes.IsLedBy(parts)
        )
            return null;
        return
            parts
                .Select(part => part.Read)
                .OfType<IOperation>()
                .FirstOrDefault(read => (language != TextLanguage.Template || !IsName(read)) && !TextChecks.Passes(read, language))
                is { } found
            ? new TextUse(language, found, value)
            : null;
    }

    private static bool IsName(IOperation read) =>
        read is not IPropertyReferenceOperation { Property: { Name: var name, Type.SpecialType: SpecialType.System_String } }
        || Names.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    private static bool IsHelper(IMethodSymbol method) =>
        HelperSinks.IsWritten(method) && !MessageTexts.IsText(method.ReturnType) && !MessageTexts.IsEncoder(method);

    /// <summary>Returns the uses of an argument in a function of the compilation.</summary>
    private IEnumerable<TextUse> Handed(IArgumentOperation argument, IInvocationOperation call, CancellationToken cancellationToken)
    {
        if (
            argument.Value.ConstantValue.HasValue
            || argument.Parameter is not { } parameter
            || !MessageTexts.IsText(parameter.Type)
            || !MessageTexts.IsText(Values.Bare(argument.Value).Type)
        )
            yield break;
        var parts = _texts.Of(argument.Value);
        if (parts.Select(part => part.Read).OfType<IOperation>().FirstOrDefault() is not { } read || TextShapes.Of(parts) is not null)
            yield break;
        foreach (var language in LanguagesOf(parameter, call.TargetMethod, cancellationToken))
        {
            if (
                !(language is TextLanguage.Address or TextLanguage.Redirect && !TextShapes.IsLedBy(parts))
                && !(language == TextLanguage.Template && IsName(read))
                && !TextChecks.Passes(read, language)
            )
                yield return new TextUse(language, read, argument.Value, call.TargetMethod);
        }
    }

    private ImmutableArray<TextLanguage> LanguagesOf(IParameterSymbol parameter, IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (MethodBodies.Written(method, symbols.Compilation, cancellationToken) is not { } written)
            return [];
        var ordinal = parameter.Ordinal + (method.ReducedFrom is null ? 0 : 1);
        return ordinal < written.Parameters.Length
            ? _handed.GetOrAdd(written.Parameters[ordinal], found => Find(written, found, cancellationToken))
            : [];
    }

    private ImmutableArray<TextLanguage> Find(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellationToken)
    {
        if (MethodBodies.Of(method, symbols.Compilation, cancellationToken) is not { } body)
            return [];
        var languages = new HashSet<TextLanguage>();
        foreach (var (value, language) in body.Descendants().SelectMany(PlacesOf))
        {
            foreach (
                var reference in value
                    .DescendantsAndSelf()
                    .OfType<IParameterReferenceOperation>()
                    .Concat(Behind(value))
                    .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter))
                    .Take(1)
            )
            {
                var texts = new MessageTexts(
                    symbols,
                    new Dictionary<IParameterSymbol, IReadOnlyList<TextPart>>(SymbolEqualityComparer.Default)
                    {
                        [parameter] = [new TextPart(null, reference)],
                    }
                );
                if (In(value, language, texts) is { Read: IParameterReferenceOperation } use)
                    languages.Add(use.Language);
            }
        }

        return [.. languages];
    }

    /// <summary>Returns the parameters from which a local is computed.</summary>
    private static IEnumerable<IParameterReferenceOperation> Behind(IOperation value) =>
        value
            .DescendantsAndSelf()
            .OfType<ILocalReferenceOperation>()
            .SelectMany(Values.WrittenTo)
            .SelectMany(written => written.DescendantsAndSelf())
            .OfType<IParameterReferenceOperation>();
}

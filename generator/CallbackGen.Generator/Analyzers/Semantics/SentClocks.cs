using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Identifies clocks with a time that the sender wrote: created by a function of the project from the request, or from the headers or body
/// that were stored with a request and are verified now.
/// </summary>
internal static class SentClocks
{
    // Headers that the application's own gateway adds when it receives a request.
    private static readonly string[] OfReceiver =
    [
        "received",
        "arriv",
        "accepted",
        "queued",
        "stored",
        "taken",
        "relay",
        "gateway",
        "ingest",
    ];

    /// <summary>Whether a function of the project creates a clock only from values of the request.</summary>
    public static bool IsStep(IOperation clock) =>
        Source(clock) is IInvocationOperation call
        && Body(call) is { } body
        && Values.Returned(body).ToList() is { Count: > 0 } answers
        && answers.TrueForAll(SentValues.IsSent);

    /// <summary>Whether a clock is created from the parts of the verified request, and from no other source of time.</summary>
    /// <param name="clock">The argument.</param>
    /// <param name="verification">The call that verifies.</param>
    public static bool IsKept(IOperation clock, IInvocationOperation verification)
    {
        var kept = PartsOfRequest(verification);
        if (kept.Count == 0)
            return false;
        var parts = Reach(clock, new Trail()).ToList();
        return parts.Exists(part => Named(part) is { } symbol && kept.Contains(symbol) && !IsOfReceiver(part))
            && !parts.Exists(part =>
                TellsTime(part) && (part is not IParameterReferenceOperation || Values.Root(part) == Values.Root(clock))
            );
    }

    /// <summary>Returns the members and variables with the headers and the body of the requests that a function verifies.</summary>
    private static HashSet<ISymbol> PartsOfRequest(IInvocationOperation verification)
    {
        var kept = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var root = Values.Root(verification).Descendants().ToList();
        var made = root.Concat(
            root.OfType<IInvocationOperation>().Where(IsRequest).Select(Body).OfType<IOperation>().SelectMany(body => body.Descendants())
        );
        foreach (var operation in made.Where(IsRequest))
        {
            var arguments = operation switch
            {
                IInvocationOperation call when call.TargetMethod.DeclaringSyntaxReferences.IsEmpty => call.Arguments,
                IObjectCreationOperation creation => creation.Arguments,
                _ => [],
            };
            kept.UnionWith(
                arguments
                    .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue)
                    .SelectMany(argument => Origins(argument.Value))
            );
        }

        return kept;
    }

    private static bool IsRequest(IOperation operation) =>
        operation is IInvocationOperation or IObjectCreationOperation && operation.Type?.Name == "CallbackRequest";

    /// <summary>Returns the member or variable from which a value is created, and that from which a variable was created.</summary>
    private static IEnumerable<ISymbol> Origins(IOperation value)
    {
        if (Origin(value) is not { } symbol)
            yield break;
        yield return symbol;
        foreach (var written in value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().SelectMany(Values.WrittenTo))
        {
            if (Origin(written) is { } source)
                yield return source;
        }
    }

    /// <summary>Returns the member or variable that a value is, or from which calls derived it.</summary>
    private static ISymbol? Origin(IOperation? value) =>
        value is null
            ? null
            : Values.Bare(value) switch
            {
                IInvocationOperation call => Origin(call.Instance ?? call.Arguments.FirstOrDefault()?.Value),
                IArrayElementReferenceOperation element => Origin(element.ArrayReference),
                IPropertyReferenceOperation { Property: { Name: "Value" or "Span" or "Memory" } } property => Origin(property.Instance),
                var bare => Named(bare),
            };

    private static ISymbol? Named(IOperation part) =>
        part switch
        {
            IPropertyReferenceOperation { Property: { IsIndexer: false, IsStatic: false } property } => property,
            IFieldReferenceOperation { Field.IsStatic: false } field => field.Field,
            ILocalReferenceOperation { Local.Type.SpecialType: SpecialType.None } local => local.Local,
            IParameterReferenceOperation { Parameter.Type.SpecialType: SpecialType.None } parameter => parameter.Parameter,
            _ => null,
        };

    /// <summary>Returns everything from which a value is created: through locals, and one step into functions of the project.</summary>
    private static IEnumerable<IOperation> Reach(IOperation value, Trail trail, bool maySteps = true)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (!trail.Goes())
                yield break;
            yield return part;
            var further = part switch
            {
                ILocalReferenceOperation local => trail.WrittenTo(local),
                IInvocationOperation call when maySteps && Body(call) is { } body => Values.Returned(body),
                _ => [],
            };
            foreach (var inner in further.SelectMany(written => Reach(written, trail, maySteps && part is not IInvocationOperation)))
                yield return inner;
        }
    }

    /// <summary>Whether the code reads a header that the application's own gateway wrote.</summary>
    private static bool IsOfReceiver(IOperation headers)
    {
        var name = Surroundings.Awaited(headers).Parent switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } => Values.Constant(index.Value),
            IInvocationOperation call => Values.FirstConstant(call.Arguments),
            IArgumentOperation { Parent: IInvocationOperation call } => Values.FirstConstant(call.Arguments),
            _ => null,
        };
        return name is not null && OfReceiver.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private static bool TellsTime(IOperation part) =>
        part switch
        {
            IPropertyReferenceOperation { Property: { Name: "UtcNow" or "Now" or "System", IsStatic: true } } => true,
            IPropertyReferenceOperation { Property: { IsStatic: false, Type.Name: "DateTimeOffset" or "DateTime" or "TimeProvider" } }
            or IFieldReferenceOperation { Field: { Type.Name: "DateTimeOffset" or "DateTime" or "TimeProvider" } } => true,
            IParameterReferenceOperation { Type.Name: "DateTimeOffset" or "DateTime" or "TimeProvider" } => true,
            _ => false,
        };

    /// <summary>Returns the value of an intermediate local that is assigned once.</summary>
    private static IOperation Source(IOperation value)
    {
        var bare = Values.Bare(value);
        return bare is ILocalReferenceOperation local && Values.WrittenTo(local) is [var written] ? Values.Bare(written) : bare;
    }

    private static IOperation? Body(IInvocationOperation call) =>
        !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && call.SemanticModel?.Compilation is { } compilation
            ? MethodBodies.Of(call.TargetMethod, compilation, CancellationToken.None)
            : null;
}

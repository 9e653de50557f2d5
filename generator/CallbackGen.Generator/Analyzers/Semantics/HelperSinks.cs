using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The sinks to which a method writes the content of one of its parameters, in words; null where it does not.</summary>
/// <param name="AsText">The sink of its text.</param>
/// <param name="WhenTakenApart">The sink of its members.</param>
internal sealed record HelperSink(string? AsText, string? WhenTakenApart)
{
    public static HelperSink None { get; } = new(null, null);
}

/// <summary>Finds the sinks to which functions of the compilation write their arguments.</summary>
internal sealed class HelperSinks(CallbackSymbols symbols, SchemaPlaces places)
{
    private readonly ConcurrentDictionary<IParameterSymbol, HelperSink> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the source of a method is in the compilation.</summary>
    public static bool IsWritten(IMethodSymbol method) => method is { IsVirtual: false, DeclaringSyntaxReferences.IsEmpty: false };

    /// <summary>Returns the sinks to which a method writes the content of a parameter.</summary>
    public HelperSink Of(IParameterSymbol parameter, CancellationToken cancellationToken)
    {
        if (
            parameter.ContainingSymbol is not IMethodSymbol method
            || MethodBodies.Written(method, symbols.Compilation, cancellationToken) is not { } written
        )
            return HelperSink.None;
        var ordinal = parameter.Ordinal + (method.ReducedFrom is null ? 0 : 1);
        return ordinal < written.Parameters.Length
            ? _known.GetOrAdd(written.Parameters[ordinal], found => Find(written, found, cancellationToken))
            : HelperSink.None;
    }

    private HelperSink Find(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellationToken)
    {
        if (MethodBodies.Of(method, symbols.Compilation, cancellationToken) is not { } body)
            return HelperSink.None;
        var leaks = new Leaks(symbols, places, parameter);
        string? text = null;
        string? apart = null;
        foreach (var (sink, values, takenApart) in body.Descendants().Select(SinkOf))
        {
            if (sink is null)
                continue;
            var found = values.SelectMany(leaks.In).Where(leak => SymbolEqualityComparer.Default.Equals(leak.Handed, parameter)).ToList();
            text ??= found.Count > 0 ? sink : null;
            apart ??=
                found.Any(leak => leak.IsWhole)
                || takenApart.Any(value =>
                    Values.Bare(value) is IParameterReferenceOperation reference
                    && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter)
                )
                    ? sink
                    : null;
        }

        return new HelperSink(text, apart);
    }

    private static (string? Sink, IEnumerable<IOperation> Values, IEnumerable<IOperation> TakenApart) SinkOf(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call when Sinks.Of(call) is { } sink => (
                sink,
                call.Arguments.Select(argument => argument.Value),
                sink == "a log" ? LogTemplates.TakenApart(call).Select(part => part.Value) : []
            ),
            IInvocationOperation call when FileSinks.IsFile(call) && !FileSinks.ReplacesFile(call) => (
                "a file",
                call.Arguments.Select(argument => argument.Value),
                []
            ),
            IObjectCreationOperation creation when Sinks.IsException(creation.Type) => (
                "an exception",
                creation.Arguments.Select(argument => argument.Value),
                []
            ),
            _ => (null, [], []),
        };
}

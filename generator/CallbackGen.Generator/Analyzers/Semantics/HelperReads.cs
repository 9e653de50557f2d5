using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A payload that a helper reads from a request.</summary>
/// <param name="Place">The call, or the method group that is passed.</param>
/// <param name="Name">The helper's name.</param>
/// <param name="Payload">The feed's payload.</param>
internal sealed record HelperRead(IOperation Place, string Name, INamedTypeSymbol Payload);

/// <summary>
/// Finds the calls of the application's own helpers that read a payload from a request: because they receive its content, or because they
/// are generic and the call names the payload. Calls inside a helper are not followed.
/// </summary>
internal sealed class HelperReads(CallbackSymbols symbols)
{
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<Read>> _reads = new(SymbolEqualityComparer.Default);

    /// <summary>Returns the payload that a helper reads from a request, by a call or as a method group; null when it reads none.</summary>
    public HelperRead? By(IInvocationOperation call, CancellationToken cancellationToken) =>
        OfCall(call, cancellationToken) is { } payload
            ? new HelperRead(call, call.TargetMethod.Name, payload)
            : OfGroup(call, cancellationToken);

    private INamedTypeSymbol? OfCall(IInvocationOperation call, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        if (!MayRead(method))
            return null;
        var isOfPayload = TypeArguments(method).Any(argument => symbols.PayloadIn(argument) is not null);
        var contents = call.Arguments.Where(argument => RequestData.IsContent(argument.Parameter?.Type)).ToList();
        var given = new Lazy<HashSet<int>>(() =>
            [.. contents.Where(argument => RequestData.IsFrom(argument.Value)).Select(argument => argument.Parameter!.Ordinal)]
        );
        if (
            !isOfPayload && contents.Count == 0
            // The search for an implementation covers the whole project, so it runs only when data of a request is passed.
            || method.ContainingType.TypeKind == TypeKind.Interface && !isOfPayload && given.Value.Count == 0
            || ReadsOf(method, cancellationToken) is not { IsEmpty: false } reads
        )
            return null;
        return reads
            .Where(read => read.IsOfRequest ? IsOpen(read.Type) : read.Parameters.Any(given.Value.Contains))
            .Select(read => Payload(read.Type, method))
            .FirstOrDefault(payload => payload is not null);
    }

    /// <summary>
    /// Returns the read of a method that is passed in order to be called with the receiver of the call:
    /// <c>body.Pipe(Parse&lt;AcmePayment&gt;)</c>.
    /// </summary>
    private HelperRead? OfGroup(IInvocationOperation call, CancellationToken cancellationToken)
    {
        foreach (var argument in call.Arguments)
        {
            if (Values.Bare(argument.Value) is not IMethodReferenceOperation { Method: var method } group)
                continue;
            var payload =
                PayloadReads.IsReader(method) ? method.TypeArguments.Select(symbols.PayloadIn).FirstOrDefault(read => read is not null)
                : !MayRead(method) ? null
                : ReadsOf(method, cancellationToken)
                    .Where(read => !read.Parameters.IsEmpty)
                    .Select(read => Payload(read.Type, method))
                    .FirstOrDefault(read => read is not null);
            if (payload is not null && RequestData.Receiver(call) is { } receiver && RequestData.IsFrom(receiver))
                return new HelperRead(group, method.Name, payload);
        }

        return null;
    }

    private bool MayRead(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, symbols.Compilation.Assembly)
        && PayloadReads.MayBeIn(method, symbols.Compilation);

    private ImmutableArray<Read> ReadsOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        MethodBodies.Written(method, symbols.Compilation, cancellationToken) is { } written
            ? _reads.GetOrAdd(written, _ => Find(written, cancellationToken))
            : [];

    private ImmutableArray<Read> Find(IMethodSymbol written, CancellationToken cancellationToken)
    {
        if (!PayloadReads.AreIn(written) || MethodBodies.Of(written, symbols.Compilation, cancellationToken) is not { } body)
            return [];
        var contents = written.Parameters.Where(parameter => RequestData.IsContent(parameter.Type)).ToList();
        return [.. body.Descendants().OfType<IInvocationOperation>().SelectMany(ReadsBy)];

        IEnumerable<Read> ReadsBy(IInvocationOperation call)
        {
            if (PayloadReads.TypesOf(call).FirstOrDefault(type => symbols.PayloadIn(type) is not null || IsOpen(type)) is not { } type)
                yield break;
            var sources = PayloadReads.SourcesOf(call).ToList();
            if (sources.Any(source => RequestData.IsRequest(source.Type) || RequestData.IsFrom(source)))
                yield return new Read(type, IsOfRequest: true, []);
            else if (
                contents
                    .Where(parameter => sources.Any(source => RequestData.IsFrom(source, parameter)))
                    .Select(parameter => parameter.Ordinal)
                    .ToImmutableArray() is
                { IsEmpty: false } parameters
            )
                yield return new Read(type, IsOfRequest: false, parameters);
        }
    }

    /// <summary>Returns the payload that a read creates, with the type arguments of the call.</summary>
    private INamedTypeSymbol? Payload(ITypeSymbol read, IMethodSymbol method)
    {
        if (symbols.PayloadIn(read) is { } payload)
            return payload;
        return OpenItem(read) is { } item && ArgumentOf(item, method) is { } argument ? symbols.PayloadIn(argument) : null;
    }

    private static bool IsOpen(ITypeSymbol type) => OpenItem(type) is not null;

    /// <summary>Returns the type parameter that a type is, or of which it is a list.</summary>
    private static ITypeParameterSymbol? OpenItem(ITypeSymbol type) =>
        type switch
        {
            ITypeParameterSymbol parameter => parameter,
            IArrayTypeSymbol array => OpenItem(array.ElementType),
            INamedTypeSymbol { TypeArguments: [var item] } => OpenItem(item),
            _ => null,
        };

    private static ITypeSymbol? ArgumentOf(ITypeParameterSymbol parameter, IMethodSymbol method)
    {
        var arguments =
            parameter.TypeParameterKind == TypeParameterKind.Method ? method.TypeArguments : method.ContainingType.TypeArguments;
        return parameter.Ordinal < arguments.Length ? arguments[parameter.Ordinal] : null;
    }

    private static IEnumerable<ITypeSymbol> TypeArguments(IMethodSymbol method) =>
        method.TypeArguments.Concat(method.ContainingType.TypeArguments);

    /// <summary>The type that one call in a helper creates, and its inputs.</summary>
    /// <param name="Type">The type that is created, which may be a type parameter of the helper.</param>
    /// <param name="IsOfRequest">Whether the helper reads it from a request itself.</param>
    /// <param name="Parameters">The ordinals of the helper's parameters from which it is created.</param>
    private sealed record Read(ITypeSymbol Type, bool IsOfRequest, ImmutableArray<int> Parameters);
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the application's own helpers that pass on an argument as a key: methods and constructors, one call away.</summary>
internal sealed class KeyHelpers(CallbackSymbols symbols, KeySinks sinks, CallbackChecks checks)
{
    // Names in a declaration that passes a key to any consumer. A declaration without them is not analyzed.
    private static readonly Mentions Keys = new("CallbackKeys", "AddKey", ".Keys", "Callbacks", "HMAC", "Hmac", "SymmetricSecurityKey");

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<(int Parameter, string? Path)>> _passed = new(
        SymbolEqualityComparer.Default
    );

    /// <summary>Returns the arguments of a call or a creation that its helper passes on as a key.</summary>
    public IEnumerable<KeySink> Of(IOperation operation, CancellationToken cancellationToken)
    {
        var (method, arguments) = operation switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Arguments),
            IObjectCreationOperation { Constructor: { } constructor } creation => (constructor, creation.Arguments),
            _ => (null, []),
        };
        if (
            method is null
            || arguments.IsEmpty
            || !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, symbols.Compilation.Assembly)
            || !Keys.MayBeIn(method, symbols.Compilation)
        )
            return [];
        var given = arguments
            .Where(argument =>
                SignatureValues.IsText(argument.Parameter?.Type) && Values.Bare(argument.Value) is not IParameterReferenceOperation
            )
            .ToList();
        // The search for an implementation covers the whole project, so it runs only when a literal of the source is passed.
        if (
            given.Count == 0
            || method.ContainingType.TypeKind == TypeKind.Interface && !given.Any(argument => KeyTexts.In(argument.Value).Any())
            || MethodBodies.Written(method, symbols.Compilation, cancellationToken) is not { } written
        )
            return [];
        return _passed
            .GetOrAdd(written, _ => Find(written, cancellationToken))
            .SelectMany(passed =>
                given
                    .Where(argument => argument.Parameter!.Ordinal == passed.Parameter)
                    .Select(argument => new KeySink(argument.Value, _ => passed.Path))
            );
    }

    private ImmutableArray<(int Parameter, string? Path)> Find(IMethodSymbol helper, CancellationToken cancellationToken)
    {
        if (helper.DeclaringSyntaxReferences is not [var declaration] || !Keys.AreIn(declaration))
            return [];
        var passed = ImmutableArray.CreateBuilder<(int, string?)>();
        foreach (var sink in Bodies(helper, cancellationToken).SelectMany(body => body.DescendantsAndSelf()).SelectMany(sinks.Of))
        {
            foreach (var parameter in KeyTexts.Sources(sink.Value).OfType<IParameterReferenceOperation>())
            {
                if (
                    SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, helper)
                    && (sink.Mac is null || checks.AreAround(sink.Mac, cancellationToken) && !MacKeys.IsDerivation(sink.Mac))
                )
                    passed.Add((parameter.Parameter.Ordinal, sink.IsEntry ? null : sink.PathOf(parameter)));
            }
        }

        return passed.ToImmutable();
    }

    /// <summary>
    /// Returns the body of a helper; for a primary constructor, whose parameters are visible in the whole type, the bodies and
    /// initializers of the type.
    /// </summary>
    private IEnumerable<IOperation> Bodies(IMethodSymbol helper, CancellationToken cancellationToken)
    {
        if (MethodBodies.Of(helper, symbols.Compilation, cancellationToken) is { } body)
            return [body];
        return helper.MethodKind != MethodKind.Constructor
            ? []
            : helper
                .ContainingType.GetMembers()
                .SelectMany(member =>
                    member switch
                    {
                        IMethodSymbol method => MethodBodies.Of(method, symbols.Compilation, cancellationToken) is { } found ? [found] : [],
                        IFieldSymbol or IPropertySymbol => DeclaredValues.Initializer(member, symbols.Compilation, cancellationToken),
                        _ => Enumerable.Empty<IOperation>(),
                    }
                );
    }
}

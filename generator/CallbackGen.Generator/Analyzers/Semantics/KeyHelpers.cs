using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the application's own helpers that pass on as a key what they are given: methods and constructors, one call away.</summary>
internal sealed class KeyHelpers(CallbackSymbols symbols, KeySinks sinks, CallbackChecks checks)
{
    // What a declaration mentions that gives a key to anything. Whatever mentions none of them is not looked into.
    private static readonly Mentions Keys = new("CallbackKeys", "AddKey", ".Keys", "Callbacks", "HMAC", "Hmac", "SymmetricSecurityKey");

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<(int Parameter, string? Path)>> _passed = new(
        SymbolEqualityComparer.Default
    );

    /// <summary>What a call or a creation is given that its helper passes on as a key.</summary>
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
        // An implementation is looked for in all of the project: only where it is handed something of the source.
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

    /// <summary>The body of a helper; of a primary constructor, whose parameters all of the type sees, the bodies and initializers of the type.</summary>
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

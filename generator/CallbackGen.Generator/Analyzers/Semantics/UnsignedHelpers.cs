using System.Collections.Concurrent;
using System.Collections.Immutable;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the reads of unsigned members by functions that receive a payload.</summary>
internal sealed class UnsignedHelpers(CallbackSymbols symbols)
{
    private readonly ConcurrentDictionary<
        (IMethodSymbol Method, int Parameter, TrustLevel TrustLevel, DecidingWords Words),
        IPropertySymbol?
    > _known = new();

    /// <summary>
    /// Returns the first unsigned member that is read from an argument, and its reader: the called function, or a function that is passed
    /// to it together with the argument. Returns null when there is none.
    /// </summary>
    public (IPropertySymbol Member, string Reader)? ReadBy(
        IArgumentOperation argument,
        ImmutableArray<IArgumentOperation> arguments,
        TrustLevel level,
        DecidingWords words,
        CancellationToken cancellationToken
    )
    {
        if (
            argument.Parameter is { ContainingSymbol: IMethodSymbol called } parameter
            && ReadBy(called, parameter, level, words, cancellationToken) is { } member
        )
            return (member, NameOf(called));
        foreach (var other in arguments)
        {
            var function = Values.Bare(other.Value);
            if (
                function is IMethodReferenceOperation { Method: var group }
                && Taking(group, argument) is { } taken
                && ReadBy(group, taken, level, words, cancellationToken) is { } read
            )
                return (read, group.Name);
            if (
                function is IAnonymousFunctionOperation lambda
                && Taking(lambda.Symbol, argument) is { } given
                && !Surroundings.IsInConfirmation(lambda)
                && FirstRead(lambda, given, level, words) is { } found
            )
                return (found, "the lambda");
        }

        return null;
    }

    /// <summary>
    /// Returns the first unsigned member that a method reads from a parameter or, without a parameter, from the object whose
    /// member it is; null when there is none.
    /// </summary>
    public IPropertySymbol? ReadBy(
        IMethodSymbol method,
        IParameterSymbol? parameter,
        TrustLevel level,
        DecidingWords words,
        CancellationToken cancellationToken
    )
    {
        if (method.IsVirtual || MethodBodies.Written(method, symbols.Compilation, cancellationToken) is not { } written)
            return null;
        var ordinal = parameter is null ? -1 : parameter.Ordinal + (method.ReducedFrom is null ? 0 : 1);
        if (ordinal >= written.Parameters.Length)
            return null;
        return _known.GetOrAdd(
            (written, ordinal, level, words),
            _ =>
                MethodBodies.Of(written, symbols.Compilation, cancellationToken) is { } body
                    ? FirstRead(body, ordinal < 0 ? null : written.Parameters[ordinal], level, words)
                    : null
        );
    }

    private IPropertySymbol? FirstRead(IOperation body, IParameterSymbol? handed, TrustLevel level, DecidingWords words) =>
        body.Descendants()
            .OfType<IPropertyReferenceOperation>()
            .FirstOrDefault(read =>
                CallbackSymbols.IsPayloadMember(read.Property)
                && IsDoubtful(read.Property, level, symbols)
                && PayloadOrigin.IsOf(read, handed)
                && !IsAllowed(read, symbols, words)
            )
            ?.Property;

    private static IParameterSymbol? Taking(IMethodSymbol function, IArgumentOperation argument) =>
        function.Parameters.FirstOrDefault(parameter =>
            SymbolEqualityComparer.Default.Equals(parameter.Type, Values.Bare(argument.Value).Type)
        );

    private static string NameOf(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name;

    /// <summary>Whether nothing proves a member of a message of this trust level.</summary>
    public static bool IsDoubtful(IPropertySymbol member, TrustLevel level, CallbackSymbols symbols) =>
        level switch
        {
            TrustLevel.Authenticated => symbols.IsUnsigned(member),
            TrustLevel.Received => symbols.RolesOf(member).Any(played => played is { Role: not Role.Reference, IsConstant: false }),
            _ => false,
        };

    /// <summary>
    /// Whether nothing depends on the value: it is used to query the provider, to log the claim, or to compare the claim with the answer.
    /// </summary>
    public static bool IsAllowed(IOperation read, CallbackSymbols symbols, DecidingWords words) =>
        Surroundings.IsInConfirmation(read)
        || Surroundings.IsInLog(read, words)
        || Surroundings.Ancestors(read).Any(ancestor => ancestor is INameOfOperation)
        || Surroundings
            .Ancestors(read)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .Any(ancestor =>
                IsComparison(ancestor) && ancestor.Descendants().Any(other => symbols.LevelOf(other.Type) is TrustLevel.Confirmed)
            );

    private static bool IsComparison(IOperation operation) =>
        operation switch
        {
            IBinaryOperation binary => Comparing.Compares(binary.OperatorKind),
            IInvocationOperation { TargetMethod.Name: "Equals" or "CompareTo" or "Is" } => true,
            _ => false,
        };
}

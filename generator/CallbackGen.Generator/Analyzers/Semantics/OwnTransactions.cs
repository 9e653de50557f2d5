using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds writes of a handler outside of its own transaction, between its begin and its commit.</summary>
internal sealed class OwnTransactions(DecidingWords words, CallbackParts parts)
{
    private readonly Effects _effects = new(words);

    /// <summary>Returns the calls that write outside of the transaction, or send data that it cannot roll back.</summary>
    public IEnumerable<(string What, string Advice, IOperation Place)> In(IOperation handler)
    {
        foreach (
            var begin in Values
                .Directly(handler)
                .OfType<IInvocationOperation>()
                .Where(call => call.TargetMethod.Name is "BeginTransaction" or "BeginTransactionAsync" && call.Instance is not null)
        )
        {
            if (Locals.InitializedBy(Surroundings.Awaited(begin)) is not { } transaction || RootOf(begin.Instance!) is not { } owner)
                continue;
            // Other code may share a context, so only calls that certainly use another connection count.
            var isContext = EndpointMethods.IsIn(begin.TargetMethod.ContainingType, "Microsoft.EntityFrameworkCore");
            if (
                !isContext && (Values.Bare(begin.Instance!) is not ILocalReferenceOperation connection || !IsOpenedHere(connection))
                || Values.Directly(handler).OfType<IInvocationOperation>().FirstOrDefault(call => Ends(call, transaction)) is not { } commit
            )
                continue;
            var within = WithAll(handler, [owner, transaction]);
            foreach (
                var call in _effects
                    .In(handler)
                    .Where(call =>
                        call.Syntax.SpanStart > begin.Syntax.Span.End
                        && call.Syntax.SpanStart < commit.Syntax.SpanStart
                        && !IsWithin(call, within)
                    )
            )
            {
                if (
                    isContext && !IsOfAnother(call)
                    || _effects.Tells(call)
                    || Surroundings.IsLog(call.TargetMethod, words)
                    || !(_effects.Orders(call) || _effects.MustHappenOnce(call) || SqlTexts.WrittenBy(call) is not null)
                )
                    continue;
                // With the event's key, the receiver can detect a repetition.
                if ((parts.InArguments(call) & CallbackPart.Key) == 0)
                    yield return (
                        "This is written by another connection than the transaction that is open",
                        "hand it the connection, or the transaction",
                        call
                    );
            }
        }
    }

    /// <summary>Whether a call is on a context, or on a connection that is opened here.</summary>
    private static bool IsOfAnother(IInvocationOperation call) =>
        RequestData.Receiver(call) is { } receiver
        && (
            EndpointMethods.DerivesFrom(receiver.Type as INamedTypeSymbol, "DbContext", "Microsoft.EntityFrameworkCore")
            || Values.Bare(receiver) is ILocalReferenceOperation local
                && EndpointMethods.DerivesFrom(local.Type as INamedTypeSymbol, "DbConnection", "System.Data")
                && IsOpenedHere(local)
        );

    /// <summary>Whether only the function has access to a connection, because it opens the connection.</summary>
    private static bool IsOpenedHere(ILocalReferenceOperation connection) =>
        Values.WrittenTo(connection) is [var written]
        && Values.Bare(written) switch
        {
            IObjectCreationOperation => true,
            IInvocationOperation { TargetMethod.Name: var name } => name.IndexOf("Open", StringComparison.Ordinal) >= 0
                || DecidingWords.StartsWithWord(name, "Create")
                || name.StartsWith("CreateConnection", StringComparison.Ordinal),
            _ => false,
        };

    private static bool Ends(IInvocationOperation call, ILocalSymbol transaction) =>
        call.TargetMethod.Name is "Commit" or "CommitAsync"
        && call.Instance is { } instance
        && Values.Bare(instance) is ILocalReferenceOperation local
        && SymbolEqualityComparer.Default.Equals(local.Local, transaction);

    /// <summary>
    /// Returns the transaction and its connection or context, with all objects that were created from them, such as commands and
    /// contexts, or that received them.
    /// </summary>
    private static HashSet<ISymbol> WithAll(IOperation handler, IEnumerable<ISymbol> symbols)
    {
        var within = new HashSet<ISymbol>(symbols, SymbolEqualityComparer.Default);
        foreach (var operation in Values.Directly(handler))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var made } declarator
                    when declarator.GetVariableInitializer() is { } value && Mentions(value, within):
                    within.Add(made);
                    break;
                case IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } owner }, Value: var given }
                    when Mentions(given, within) && RootOf(owner) is { } root:
                    within.Add(root);
                    break;
                case IInvocationOperation { Instance: { } enlisted } call
                    when call.Arguments.Any(argument => Mentions(argument.Value, within)) && RootOf(enlisted) is { } root:
                    within.Add(root);
                    break;
            }
        }

        return within;
    }

    private static ISymbol? RootOf(IOperation value)
    {
        var root = Values.Bare(value);
        while (root is IPropertyReferenceOperation { Instance: { } owner })
            root = Values.Bare(owner);
        return SymbolOf(root);
    }

    private static ISymbol? SymbolOf(IOperation operation) =>
        operation switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation { Property: var property } => property,
            _ => null,
        };

    private static bool Mentions(IOperation value, HashSet<ISymbol> within) =>
        value.DescendantsAndSelf().Any(part => SymbolOf(part) is { } symbol && within.Contains(symbol));

    private static bool IsWithin(IInvocationOperation call, HashSet<ISymbol> within) => Mentions(call, within);
}

using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the message from whose payload a member is read: by member access, by a local, or by a pattern.</summary>
internal static class PayloadOrigin
{
    // Chains are short; this ends the search at a local that is assigned from itself.
    private const int MostSteps = 16;

    /// <summary>Returns the trust level of the message, or null when no message is known from which the member is read.</summary>
    public static TrustLevel? Of(IPropertyReferenceOperation member, CallbackSymbols symbols) => Of(member.Instance, symbols);

    /// <summary>Returns the trust level of the message with a payload, or with a record inside it; null when no message is known.</summary>
    public static TrustLevel? Of(IOperation? payload, CallbackSymbols symbols) =>
        Root(payload, MostSteps) switch
        {
            IPropertyReferenceOperation { Property.Name: "Payload", Instance: { } message } => symbols.LevelOf(message.Type),
            _ => null,
        };

    /// <summary>
    /// Whether a member is read from the argument of a function: a parameter, or the object whose member the function is.
    /// </summary>
    public static bool IsOf(IPropertyReferenceOperation member, IParameterSymbol? handed) =>
        Root(member.Instance, MostSteps) switch
        {
            IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, handed),
            IInstanceReferenceOperation => handed is null,
            _ => false,
        };

    /// <summary>
    /// Returns the start of a chain of members, locals and patterns: the payload of a message, a parameter, or the object itself.
    /// </summary>
    private static IOperation? Root(IOperation? operation, int steps)
    {
        if (operation is null || steps == 0)
            return null;
        switch (operation)
        {
            case IConversionOperation conversion:
                return Root(conversion.Operand, steps - 1);
            case IParameterReferenceOperation
            or IPropertyReferenceOperation
            {
                Property.Name: "Payload",
                Property.ContainingType: { IsGenericType: true, ContainingNamespace.Name: "CallbackGen" }
            }:
                return operation;
            case IPropertyReferenceOperation property:
                return Root(property.Instance, steps - 1);
            case IConditionalAccessInstanceOperation:
                return Root(Receiver(operation), steps - 1);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput }:
                return Root(PatternInput(operation), steps - 1);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return operation;
            case ILocalReferenceOperation local:
                return Root(Source(local), steps - 1);
            default:
                return null;
        }
    }

    private static IOperation? Receiver(IOperation instance)
    {
        var inner = instance;
        foreach (var ancestor in Surroundings.Ancestors(instance))
        {
            if (ancestor is IConditionalAccessOperation access && access.WhenNotNull == inner)
                return access.Operation;
            inner = ancestor;
        }

        return null;
    }

    /// <summary>Returns the value that the enclosing pattern matches.</summary>
    private static IOperation? PatternInput(IOperation instance)
    {
        // The first property subpattern belongs to the member itself.
        var own = Surroundings.Ancestors(instance).OfType<IPropertySubpatternOperation>().FirstOrDefault();
        return own is null ? null : Input(own);
    }

    private static IOperation? Input(IOperation pattern)
    {
        foreach (var ancestor in Surroundings.Ancestors(pattern))
        {
            switch (ancestor)
            {
                case IPropertySubpatternOperation outer:
                    return outer.Member;
                case IIsPatternOperation match:
                    return match.Value;
                case ISwitchExpressionOperation expression:
                    return expression.Value;
                case ISwitchOperation statement:
                    return statement.Value;
                case IListPatternOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the value with which a local was declared, by an initializer, by a pattern or by deconstruction of a tuple.
    /// </summary>
    private static IOperation? Source(ILocalReferenceOperation reference)
    {
        if (
            reference.SemanticModel is not { } model
            || reference.Local.DeclaringSyntaxReferences is not [var declaration]
            || declaration.SyntaxTree != model.SyntaxTree
        )
            return null;
        var syntax = declaration.GetSyntax();
        return model.GetOperation(syntax is SingleVariableDesignationSyntax { Parent: { } pattern } ? pattern : syntax) switch
        {
            IVariableDeclaratorOperation declarator => declarator.GetVariableInitializer()?.Value,
            IPatternOperation matched => Input(matched),
            _ => Values.WrittenTo(reference) is [var written] ? written : null,
        };
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a secret from a request, as in a handshake, replaces the stored secret. Any sender that knows the address can send a
/// handshake.
/// </summary>
internal static class HandshakeSecrets
{
    private static readonly string[] Replacing =
    [
        "AddOrUpdate",
        "Set",
        "SetAsync",
        "SetString",
        "SetStringAsync",
        "StringSet",
        "StringSetAsync",
        "SetSecret",
        "SetSecretAsync",
        "WriteAllText",
        "WriteAllTextAsync",
        "Put",
        "PutAsync",
    ];

    /// <summary>
    /// Returns the value that replaces a key, directly or in a method of the project one call away, and whether it certainly is a key.
    /// </summary>
    public static (IOperation Value, bool IsKey)? In(IOperation operation, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var (value, isKey) in Kept(operation))
        {
            if (IsSecret(value) && !IsAwaited(operation))
                return (value, isKey);
        }

        if (
            operation is not IInvocationOperation call
            || call.Arguments.FirstOrDefault(argument => SignatureValues.IsText(argument.Value.Type) && IsSecret(argument.Value))
                is not { Parameter: { } parameter } sent
            || IsAwaited(call)
            || MethodBodies.Written(call.TargetMethod, compilation, cancellationToken) is not { } written
            || MethodBodies.Taken(written, call, parameter) is not { } taken
            || MethodBodies.Of(written, compilation, cancellationToken) is not { } body
        )
            return null;
        foreach (var inner in body.Descendants())
        {
            foreach (var (value, isKey) in Kept(inner))
            {
                if (
                    Values.Bare(value) is IParameterReferenceOperation reference
                    && SymbolEqualityComparer.Default.Equals(reference.Parameter, taken)
                    && !IsAwaited(inner)
                )
                    return (sent.Value, isKey || GivesKeys(written.ContainingType));
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the value with which an operation replaces a stored one, and whether it is a key of callbacks by its name.
    /// </summary>
    private static IEnumerable<(IOperation Value, bool IsKey)> Kept(IOperation operation) =>
        operation switch
        {
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } target } assignment
                when !IsLogged(target.Property.ContainingType) =>
            [
                (assignment.Value, target.Arguments.Any(argument => NamesKey(argument.Value))),
            ],
            ISimpleAssignmentOperation
            {
                Target: IMemberReferenceOperation
                {
                    Instance: not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver },
                    Member: IFieldSymbol or IPropertySymbol { SetMethod.IsInitOnly: false }
                } target
            } assignment when Named(target.Member.Name) => [(assignment.Value, false)],
            IInvocationOperation call when Replacing.Contains(call.TargetMethod.Name) => call
                .Arguments.Skip(1)
                .Select(argument => (argument.Value, call.Arguments.Any(other => NamesKey(other.Value)))),
            _ => [],
        };

    private static bool IsLogged(INamedTypeSymbol type) =>
        type.Name is "IHeaderDictionary" or "IResponseCookies" or "RouteValueDictionary" or "ViewDataDictionary"
        || EndpointMethods.IsIn(type, "System.Net");

    private static bool NamesKey(IOperation name) =>
        ConfiguredSecrets.BeginningOf(name)?.StartsWith("Callbacks:", StringComparison.OrdinalIgnoreCase) == true;

    private static bool GivesKeys(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(contract => contract.Name == "ICallbackKeyLookup" && EndpointMethods.IsIn(contract, "CallbackGen"));

    private static bool Named(string name) =>
        name.IndexOf("secret", StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("signingKey", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether a value is a header, a field or a parameter of a request with the name of a secret.</summary>
    private static bool IsSecret(IOperation value) =>
        SignatureValues.IsText(value.Type) && SourcesOf(value, new Trail()).Any() && SentValues.IsSent(value);

    private static IEnumerable<IOperation> SourcesOf(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            yield break;
        foreach (var part in value.DescendantsAndSelf())
        {
            if (
                part is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] }
                    && Values.Constant(index.Value) is { } header
                    && Named(header)
                || part is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "GetProperty" } lookup
                    && lookup.Arguments.Any(argument => Values.Constant(argument.Value) is { } name && Named(name))
                || part is IParameterReferenceOperation { Parameter: var parameter } && Named(EndpointMethods.BoundNameOf(parameter))
            )
                yield return part;
            if (part is ILocalReferenceOperation local)
            {
                foreach (var source in trail.WrittenTo(local).SelectMany(written => SourcesOf(written, trail)))
                    yield return source;
            }
        }
    }

    /// <summary>
    /// Whether the code first tests a condition that does not come from the request: a pending registration, an existing secret, the
    /// signed-in user.
    /// </summary>
    private static bool IsAwaited(IOperation operation)
    {
        foreach (var ancestor in Surroundings.Ancestors(operation))
        {
            if (
                ancestor is IConditionalOperation choice && Asks(choice.Condition)
                || ancestor is ISwitchOperation or ISwitchExpressionOperation or ICoalesceAssignmentOperation
            )
                return true;
            if (
                ancestor is IBlockOperation block
                && block
                    .Operations.TakeWhile(statement =>
                        statement.Syntax.SpanStart < operation.Syntax.SpanStart && !statement.Syntax.Span.Contains(operation.Syntax.Span)
                    )
                    .Any(statement => statement is IConditionalOperation earlier && Asks(earlier.Condition))
            )
                return true;
        }

        return false;
    }

    private static bool Asks(IOperation condition) =>
        condition
            .DescendantsAndSelf()
            .Any(part =>
                part switch
                {
                    IFieldReferenceOperation { Field.IsConst: false } field => field.Instance is not null
                        || field.Field is { IsStatic: true, ContainingType.DeclaringSyntaxReferences.IsEmpty: false },
                    IPropertyReferenceOperation { Property: { Name: "User" } } => true,
                    ILocalReferenceOperation { ConstantValue.HasValue: false } local => Values
                        .WrittenTo(local)
                        .Any(written =>
                            written
                                .DescendantsAndSelf()
                                .Any(source =>
                                    source
                                        is IFieldReferenceOperation
                                            or IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false }
                                )
                        ),
                    IInvocationOperation call => !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore.Http")
                        && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.Extensions.Primitives")
                        && call.TargetMethod.ContainingType.SpecialType != SpecialType.System_String,
                    _ => false,
                }
            );
}

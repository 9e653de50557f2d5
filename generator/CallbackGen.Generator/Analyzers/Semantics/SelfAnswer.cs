using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ArgumentKind = Microsoft.CodeAnalysis.Operations.ArgumentKind;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Identifies a confirmation that queries no provider: its answer is created from the callback itself, or from constants.
/// </summary>
internal sealed class SelfAnswer(CallbackSymbols symbols)
{
    private static readonly string[] Plumbing =
    [
        "FromResult",
        "ConfigureAwait",
        "Yield",
        "Delay",
        "ThrowIfCancellationRequested",
        "ThrowIfNull",
    ];

    /// <summary>
    /// Whether the function of a confirmation queries no provider. A function whose source is not available is assumed to query one.
    /// </summary>
    public bool IsIn(IOperation function) => AsksNobody(function, answer => IsOwn(answer, new Trail()));

    /// <summary>
    /// Whether the function of a reconciliation queries no provider, and its whole answer consists of constants or of an unproven
    /// callback's claims. Any other captured value may be an answer of the provider.
    /// </summary>
    public bool IsMadeUpIn(IOperation function) => AsksNobody(function, answer => IsMadeUp(answer, new Trail()));

    private bool AsksNobody(IOperation function, Func<IOperation, bool> isOwn) =>
        Body(function) is { } body
        && Answers(body) is { Count: > 0 } answers
        && !body.Descendants().Any(AsksOrFails)
        && answers.All(isOwn)
        && answers.Any(answer => !IsNothing(answer));

    /// <summary>
    /// Returns the body of a lambda, of the function to which it forwards the query, or of a function that the compilation declares.
    /// </summary>
    public IOperation? Body(IOperation function) =>
        Values.Bare(function) switch
        {
            IAnonymousFunctionOperation lambda => ForwardedQuestions.Of(lambda, symbols.Compilation) ?? lambda.Body,
            IMethodReferenceOperation reference => MethodBodies.Of(reference.Method, symbols.Compilation, CancellationToken.None),
            _ => null,
        };

    /// <summary>Returns the return values of a function.</summary>
    public static List<IOperation> Answers(IOperation body) =>
        [
            .. body.Descendants()
                .OfType<IReturnOperation>()
                .Select(answer => answer.ReturnedValue)
                .OfType<IOperation>()
                .Select(Values.Result),
        ];

    /// <summary>
    /// Whether an answer is the callback's own claim: the payload itself, or an object that is created from its members and from
    /// constants. An object that contains a part of the provider's answer does not count.
    /// </summary>
    public bool IsClaimed(IOperation answer) => IsClaimed(answer, new Trail());

    private bool IsClaimed(IOperation answer, Trail trail) =>
        Values.Result(answer) switch
        {
            IParameterReferenceOperation parameter => IsAsked(parameter.Parameter),
            IPropertyReferenceOperation property => IsClaim(property),
            ILocalReferenceOperation local => trail.WrittenTo(local).ToList() is { Count: > 0 } written
                && written.All(value => IsClaimed(value, trail)),
            IWithOperation with => IsClaimed(with.Operand, trail)
                && with.Initializer.Initializers.All(part =>
                    part is ISimpleAssignmentOperation assignment && IsClaimedPart(assignment.Value)
                ),
            IObjectCreationOperation creation => PartsOf(creation) is { Count: > 0 } parts
                && parts.All(IsClaimedPart)
                && parts.Exists(part => !Values.IsConstant(part)),
            IInvocationOperation call => Echoes(call, trail),
            _ => false,
        };

    private bool IsClaimedPart(IOperation value)
    {
        var bare = Values.Bare(value);
        while (bare is IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } instance })
            bare = Values.Bare(instance);
        if (Values.IsConstant(bare))
            return true;
        while (bare is IPropertyReferenceOperation { Instance: { } owner } property)
        {
            if (IsClaim(property))
                return true;
            bare = Values.Bare(owner);
        }

        return bare is IParameterReferenceOperation parameter && IsAsked(parameter.Parameter);
    }

    private static List<IOperation> PartsOf(IObjectCreationOperation creation) =>
        [
            .. creation.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue).Select(argument => argument.Value),
            .. creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(assignment => assignment.Value) ?? [],
        ];

    /// <summary>
    /// Whether a call of a static function, or of a function of the class, returns the claim that it receives, or an object that is
    /// created from it: a mapper that queries no provider.
    /// </summary>
    private bool Echoes(IInvocationOperation call, Trail trail) =>
        IsMapper(call)
        && call.Arguments.Any(argument => symbols.PayloadOf(argument.Value.Type) is not null && IsClaimed(argument.Value, trail))
        && MethodBodies.Of(call.TargetMethod, symbols.Compilation, CancellationToken.None) is { } body
        && !body.Descendants().Any(operation => operation is IInvocationOperation inner ? !IsQuiet(inner) : AsksOrFails(operation))
        && Answers(body) is { Count: > 0 } answers
        && answers.Exists(answer => !IsNothing(answer))
        && answers.TrueForAll(IsMapped);

    private static bool IsMapper(IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: true } or { MethodKind: MethodKind.LocalFunction }
        || call.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    /// <summary>Whether the return value of a mapper is its parameter, or is created from it.</summary>
    private bool IsMapped(IOperation answer) =>
        answer switch
        {
            IParameterReferenceOperation parameter => symbols.PayloadOf(parameter.Type) is not null,
            IWithOperation with => IsMapped(Values.Bare(with.Operand)),
            IObjectCreationOperation creation => IsPlain(creation.Type),
            _ => IsNothing(answer),
        };

    /// <summary>Whether an operation may query a provider, or reads a value from outside that may be an answer.</summary>
    private bool AsksOrFails(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => !IsQuiet(call) && !Echoes(call, new Trail()),
            IObjectCreationOperation creation => !IsPlain(creation.Type),
            IFieldReferenceOperation field => field.Field is { IsConst: false, ContainingType.TypeKind: not TypeKind.Enum }
                && !IsString(field.Field.ContainingType),
            IPropertyReferenceOperation property => property.Instance
                is null
                    or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
                && !IsTaskMember(property)
                && !IsName(property.Property),
            IAwaitOperation or IThrowOperation or IDynamicInvocationOperation => operation is not IAwaitOperation awaited
                || Values.Bare(awaited) is not (IInvocationOperation or IPropertyReferenceOperation),
            _ => false,
        };

    /// <summary>Whether a call queries no provider: it logs, waits, or processes a text.</summary>
    public static bool IsQuiet(IInvocationOperation call) =>
        Sinks.Of(call) is not null || Plumbing.Contains(call.TargetMethod.Name) || IsMemory(call);

    private static bool IsMemory(IInvocationOperation call) =>
        IsString(call.TargetMethod.ContainingType)
        || call.TargetMethod.Name is "ToString" or "Parse"
        || call.TargetMethod.MethodKind == MethodKind.UserDefinedOperator;

    private bool IsPlain(ITypeSymbol? type) =>
        symbols.PayloadOf(type) is not null
        || type is { IsValueType: true }
        || type is INamedTypeSymbol { IsRecord: true }
        || IsString(type)
        || IsBag(type);

    /// <summary>Whether a type is a class of the application that has properties and no code in its constructor.</summary>
    private static bool IsBag(ITypeSymbol? type) =>
        type
            is INamedTypeSymbol
        {
            TypeKind: TypeKind.Class,
            DeclaringSyntaxReferences.IsEmpty: false,
            BaseType.SpecialType: SpecialType.System_Object,
            InstanceConstructors: [{ IsImplicitlyDeclared: true }]
        };

    private static bool IsString(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_String;

    /// <summary>Whether a property is a named value of its own type, like those of generated states.</summary>
    private static bool IsName(IPropertySymbol property) =>
        property is { IsStatic: true, Type.IsValueType: true }
        && SymbolEqualityComparer.Default.Equals(property.Type, property.ContainingType)
        && property.ContainingType.SpecialType == SpecialType.None
        && !EndpointMethods.IsIn(property.ContainingType, "System");

    private static bool IsTaskMember(IPropertyReferenceOperation property) =>
        property.Property.ContainingType.Name is "Task" or "CancellationToken";

    /// <summary>Whether an answer is created from the payload to be confirmed, or from constants.</summary>
    private bool IsOwn(IOperation answer, Trail trail) =>
        Values.Result(answer) switch
        {
            { ConstantValue.HasValue: true } or IDefaultValueOperation => true,
            // A parameter of the enclosing function may hold an earlier answer.
            IParameterReferenceOperation parameter => parameter.Parameter.ContainingSymbol.DeclaringSyntaxReferences is [var function]
                && function.Span.Contains(answer.Syntax.Span)
                && IsAsked(parameter.Parameter),
            IWithOperation with => IsOwn(with.Operand, trail),
            // A payload, or an answer of the application's own type.
            IObjectCreationOperation creation => IsPlain(creation.Type),
            IPropertyReferenceOperation { Property.Name: "Payload", Instance: { } message } => symbols.LevelOf(message.Type) is not null,
            IInvocationOperation call => Echoes(call, trail),
            ILocalReferenceOperation local => trail.WrittenTo(local).ToList() is { Count: > 0 } written
                && written.All(value => IsOwn(value, trail)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => IsOwn(choice.WhenTrue, trail) && IsOwn(otherwise, trail),
            ICoalesceOperation coalesce => IsOwn(coalesce.Value, trail) && IsOwn(coalesce.WhenNull, trail),
            _ => false,
        };

    /// <summary>Whether an answer and all its parts are constants, or claimed by a callback.</summary>
    private bool IsMadeUp(IOperation answer, Trail trail) =>
        Values.Result(answer) switch
        {
            { ConstantValue.HasValue: true } or IDefaultValueOperation => true,
            IPropertyReferenceOperation property => IsClaim(property),
            IObjectCreationOperation creation => creation.Arguments.All(argument => IsMadeUp(argument.Value, trail))
                && (
                    creation.Initializer?.Initializers.All(part =>
                        part is ISimpleAssignmentOperation assignment && IsMadeUp(assignment.Value, trail)
                    )
                    ?? true
                ),
            IWithOperation with => IsMadeUp(with.Operand, trail)
                && with.Initializer.Initializers.All(part =>
                    part is ISimpleAssignmentOperation assignment && IsMadeUp(assignment.Value, trail)
                ),
            ILocalReferenceOperation local => trail.WrittenTo(local).ToList() is { Count: > 0 } written
                && written.All(value => IsMadeUp(value, trail)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => IsMadeUp(choice.WhenTrue, trail) && IsMadeUp(otherwise, trail),
            _ => false,
        };

    /// <summary>Whether a value is the payload of an unproven and unconfirmed callback, or a member of it.</summary>
    private bool IsClaim(IPropertyReferenceOperation property) =>
        (property.Property.Name == "Payload" && symbols.LevelOf(property.Instance?.Type) is TrustLevel.Received or TrustLevel.Authenticated)
        || (property.Instance is { } instance && Values.Bare(instance) is IPropertyReferenceOperation owner && IsClaim(owner));

    /// <summary>
    /// Whether a parameter is the claim that <c>ConfirmAsync</c> passes, directly or through a function that also receives the client for
    /// the query.
    /// </summary>
    private bool IsAsked(IParameterSymbol parameter) =>
        symbols.PayloadOf(parameter.Type) is not null
        && parameter.ContainingSymbol is IMethodSymbol { Parameters: [var first, ..] } function
        && (
            function.Parameters is [_, { Type.Name: "CancellationToken" }]
                ? SymbolEqualityComparer.Default.Equals(first, parameter)
                : ForwardedQuestions.Answers(function, symbols)
        );

    // Null means that the provider does not know the callback, which confirms nothing.
    private static bool IsNothing(IOperation answer) =>
        answer is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } };
}

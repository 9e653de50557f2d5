using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1033: code that serves a callback acts on a message in a member to which other requests assign their own.</summary>
public sealed class KeptMessageAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.KeptMessage];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        context.RegisterOperationAction(
            operation => Analyze(operation, symbols),
            OperationKind.FieldReference,
            OperationKind.PropertyReference
        );

    private static void Analyze(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        var read = (IMemberReferenceOperation)context.Operation;
        // The assembly is compared first: this needs no look-up, and excludes most members.
        if (
            !SymbolEqualityComparer.Default.Equals(read.Member.ContainingAssembly, symbols.Compilation.Assembly)
            || !IsMessage(read.Type, symbols)
            || !IsShared(read.Member, symbols, context.CancellationToken)
            || !IsActedOn(read, DecidingWords.Of(context))
            || !Serves(read, symbols, context.CancellationToken)
        )
            return;
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.KeptMessage, read.Syntax.GetLocation(), read.Member.Name));
    }

    /// <summary>Whether a type is a message, a payload, or a verification result. A list of them is not.</summary>
    private static bool IsMessage(ITypeSymbol? type, CallbackSymbols symbols) =>
        type is INamedTypeSymbol named
        && (
            symbols.LevelOf(named) is not null
            || symbols.IsResult(named)
            || CallbackSymbols.Is(named, symbols.Message)
            || symbols.PayloadOf(named) is not null
            || named is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] }
                && symbols.IsResult(inner)
        );

    /// <summary>Whether all requests share a member: a static member, or a member of an object that exists once.</summary>
    private static bool IsShared(ISymbol member, CallbackSymbols symbols, CancellationToken cancellationToken)
    {
        if (
            member.ContainingType is not { } owner
            || CallbackSymbols.IsPayloadRecord(owner)
            || owner.IsRecord
            || member is IFieldSymbol { IsConst: true } or IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null }
            || EndpointMethods.Has(member, "ThreadStaticAttribute")
        )
            return false;
        cancellationToken.ThrowIfCancellationRequested();
        return member.IsStatic
            || AddedServices.AreShared(owner, symbols.Compilation)
            || owner.Interfaces.Any(contract => AddedServices.AreShared(contract, symbols.Compilation))
            || IsMiddleware(owner);
    }

    /// <summary>Whether a class has the shape of middleware, of which a program has one instance.</summary>
    private static bool IsMiddleware(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(constructor => constructor.Parameters is [{ Type.Name: "RequestDelegate" }, ..])
        && type.GetMembers().Any(member => member is IMethodSymbol { Name: "Invoke" or "InvokeAsync" });

    /// <summary>
    /// Whether the code acts on a value that it reads. A value that is only compared, replaced or logged decides nothing by itself.
    /// </summary>
    private static bool IsActedOn(IOperation read, DecidingWords words) => IsActedOn(read, words, new Trail());

    private static bool IsActedOn(IOperation read, DecidingWords words, Trail trail)
    {
        if (Surroundings.IsInLog(read, words))
            return false;
        var value = read;
        while (
            value.Parent is IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation or IFieldReferenceOperation
            || value.Parent is IConditionalAccessOperation or ICoalesceOperation
            || value.Parent is IInvocationOperation { TargetMethod.Name: "ToString" or "Is" } call && call.Instance == value
        )
            value = value.Parent;
        var local = value.Parent switch
        {
            IVariableInitializerOperation => Locals.InitializedBy(value),
            IIsPatternOperation { Pattern: var pattern } => pattern
                .DescendantsAndSelf()
                .Select(part =>
                    (part as IDeclarationPatternOperation)?.DeclaredSymbol ?? (part as IRecursivePatternOperation)?.DeclaredSymbol
                )
                .OfType<ILocalSymbol>()
                .FirstOrDefault(),
            _ => null,
        };
        if (local is not null)
            return trail.Enters(local) && Locals.References(local, Values.Root(value)).Any(reference => IsActedOn(reference, words, trail));
        return value.Parent switch
        {
            IAssignmentOperation assignment => assignment.Target != value,
            IBinaryOperation or IIsPatternOperation or INameOfOperation => false,
            IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } => false,
            IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.Name
                is not ("Equals" or "CompareTo" or "Compare" or "ReferenceEquals"),
            _ => true,
        };
    }

    /// <summary>
    /// Whether an operation runs while a callback is served: its function, or a function that calls it, receives or verifies a message.
    /// </summary>
    private static bool Serves(IOperation read, CallbackSymbols symbols, CancellationToken cancellationToken)
    {
        foreach (var (function, operation) in Surroundings.FunctionsAround(read))
        {
            if (Has(function, operation, symbols))
                return true;
            if (
                MethodBodies.UsesOf(function, symbols.Compilation, cancellationToken) is { } uses
                && uses.SelectMany(Surroundings.FunctionsAround).Any(user => Has(user.Function, user.Operation, symbols))
            )
                return true;
        }

        return false;
    }

    private static bool Has(IMethodSymbol function, IOperation operation, CallbackSymbols symbols) =>
        function.Parameters.Any(parameter =>
            symbols.LevelOf(parameter.Type) is not null
            || symbols.IsResult(parameter.Type)
            || CallbackSymbols.Is(parameter.Type, symbols.Message)
            || CallbackSymbols.Is(parameter.Type, symbols.Request)
        )
        || Values
            .Directly(operation)
            .Any(part =>
                part is IInvocationOperation { TargetMethod: { Name: "Verify" or "Receive" or "VerifyMessage", ReturnType: var result } }
                && symbols.IsResult(result)
            );
}

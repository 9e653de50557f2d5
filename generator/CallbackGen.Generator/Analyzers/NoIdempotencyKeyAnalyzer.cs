using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1030: code relies on a callback's idempotency key, and the schema names none.</summary>
public sealed class NoIdempotencyKeyAnalyzer : HandlerAnalyzer
{
    private const string Key = "IdempotencyKey";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.NoIdempotencyKey];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols, places), OperationKind.PropertyReference);

    private static void Analyze(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var read = (IPropertyReferenceOperation)context.Operation;
        if (
            read.Property.Name != Key
            || !CallbackSymbols.Is(read.Property.ContainingType, symbols.Receipt)
            || SeverityOf(read, context) is not { } severity
            || read.Instance is not IPropertyReferenceOperation { Instance.Type: { } message }
            || symbols.PayloadInside(message) is not { } payload
            || places.FeedOf(payload) is not { HasErrors: false, IdempotencyKey.Count: 0 } feed
        )
            return;
        var isConfirmed = symbols.LevelOf(message) == TrustLevel.Confirmed;
        if (isConfirmed && feed.ConfirmedKey.Count > 0)
            return;
        context.ReportDiagnostic(
            Create(
                HandlerRules.NoIdempotencyKey,
                read.Syntax.GetLocation(),
                places.Of(payload),
                severity,
                payload.Name,
                isConfirmed ? "\"confirmedKey\""
                    : feed.NoKeyReason is { } reason ? $"\"idempotencyKey\" (it says: {reason.TrimEnd('.')})"
                    : "\"idempotencyKey\""
            )
        );
    }

    /// <summary>
    /// Returns the severity, by how certain it is that the code relies on the key; null where it does not, as where it
    /// only tests whether there is a key.
    /// </summary>
    private static DiagnosticSeverity? SeverityOf(IPropertyReferenceOperation read, OperationAnalysisContext context)
    {
        if (read.Syntax.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression))
            return DiagnosticSeverity.Warning;
        var words = DecidingWords.Of(context);
        var uses = Locals.InitializedBy(read) is { } local
            ? Locals.References(local, Values.Root(read)).Cast<IOperation>().ToList()
            : [read];
        // Code that tests whether there is a key also handles its absence.
        if (uses.Exists(use => use.Parent is not IArgumentOperation and not IAssignmentOperation))
            return null;
        return uses.Exists(use => IsHandedOn(use, words)) ? DiagnosticSeverity.Warning : null;
    }

    /// <summary>Whether a value is passed on under the name of a key, other than to a log or to the platform.</summary>
    private static bool IsHandedOn(IOperation value, DecidingWords words) =>
        !Surroundings.IsInLog(value, words)
        && value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call, Parameter.Name: var name } => IsKey(name)
                && !IsOfPlatform(call.TargetMethod.ContainingType)
                && !words.IsLookup(call.TargetMethod.Name),
            IArgumentOperation { Parent: IObjectCreationOperation { Type: { } type }, Parameter.Name: var name } => IsKey(name)
                && !IsOfPlatform(type),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var assigned } => assigned
                == value
                && IsKey(name),
            _ => false,
        };

    private static bool IsOfPlatform(ITypeSymbol type) => EndpointMethods.IsIn(type, "System") || EndpointMethods.IsIn(type, "Microsoft");

    private static bool IsKey(string? name) =>
        name?.IndexOf("key", StringComparison.OrdinalIgnoreCase) >= 0 || name?.IndexOf("idempot", StringComparison.OrdinalIgnoreCase) >= 0;
}

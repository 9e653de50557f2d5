using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1004: code reads a member outside the signature from an unconfirmed message. Of a feed without a signature, the rule reports only
/// members that state whether and how much was paid: the reference is needed to query the provider. An argument for a function of the
/// compilation counts as read where that function reads it.
/// </summary>
public sealed class UnsignedReadAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnsignedRead];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var helpers = new UnsignedHelpers(symbols);
        context.RegisterOperationAction(operation => AnalyzeMember(operation, symbols, places, helpers), OperationKind.PropertyReference);
        context.RegisterOperationAction(operation => AnalyzeCall(operation, symbols, places, helpers), OperationKind.Invocation);
        context.RegisterOperationAction(
            operation => AnalyzeHanded(operation, ((IObjectCreationOperation)operation.Operation).Arguments, symbols, places, helpers),
            OperationKind.ObjectCreation
        );
    }

    private static void AnalyzeCall(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places, UnsignedHelpers helpers)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name == "GetRole")
            AnalyzeRole(context, call, symbols, places);
        else
            AnalyzeHanded(context, call.Arguments, symbols, places, helpers);
    }

    private static void AnalyzeMember(
        OperationAnalysisContext context,
        CallbackSymbols symbols,
        SchemaPlaces places,
        UnsignedHelpers helpers
    )
    {
        var reference = (IPropertyReferenceOperation)context.Operation;
        var member = reference.Property;
        if (!CallbackSymbols.IsPayloadRecord(member.ContainingType))
            return;
        if (!CallbackSymbols.IsPayloadMember(member))
        {
            AnalyzeOwn(context, reference, symbols, places, helpers);
            return;
        }

        if (
            PayloadOrigin.Of(reference, symbols) is not { } level
            || !UnsignedHelpers.IsDoubtful(member, level, symbols)
            || UnsignedHelpers.IsAllowed(reference, symbols, DecidingWords.Of(context))
        )
            return;
        context.ReportDiagnostic(Create(HandlerRules.UnsignedRead, PlaceOf(reference), places.Of(member), member.Name));
    }

    /// <summary>Analyzes a property that the application added to a payload's record.</summary>
    private static void AnalyzeOwn(
        OperationAnalysisContext context,
        IPropertyReferenceOperation reference,
        CallbackSymbols symbols,
        SchemaPlaces places,
        UnsignedHelpers helpers
    )
    {
        if (
            reference.Property.GetMethod is { } getter
            && !getter.DeclaringSyntaxReferences.IsEmpty
            && PayloadOrigin.Of(reference, symbols) is { } level
            && !UnsignedHelpers.IsAllowed(reference, symbols, DecidingWords.Of(context))
            && helpers.ReadBy(getter, null, level, DecidingWords.Of(context), context.CancellationToken) is { } member
        )
            context.ReportDiagnostic(
                Create(HandlerRules.UnsignedRead, PlaceOf(reference), places.Of(member), Named(member, reference.Property.Name))
            );
    }

    /// <summary>
    /// Analyzes an argument that is a payload or a record inside it, for a function that reads a member outside the signature.
    /// </summary>
    private static void AnalyzeHanded(
        OperationAnalysisContext context,
        ImmutableArray<IArgumentOperation> arguments,
        CallbackSymbols symbols,
        SchemaPlaces places,
        UnsignedHelpers helpers
    )
    {
        foreach (var argument in arguments)
        {
            if (
                argument.Value.ConstantValue.HasValue
                || !CallbackSymbols.IsPayloadRecord(Values.Bare(argument.Value).Type)
                || PayloadOrigin.Of(argument.Value, symbols) is not ((TrustLevel.Authenticated or TrustLevel.Received) and var level)
            )
                continue;
            // A function that also receives the provider's answer compares the claim with it.
            if (
                UnsignedHelpers.IsAllowed(argument.Value, symbols, DecidingWords.Of(context))
                || arguments.Any(other => other.Descendants().Any(part => symbols.LevelOf(part.Type) is TrustLevel.Confirmed))
            )
                continue;
            if (
                helpers.ReadBy(argument, arguments, level, DecidingWords.Of(context), context.CancellationToken) is ({ } member, { } reader)
            )
                context.ReportDiagnostic(
                    Create(HandlerRules.UnsignedRead, argument.Value.Syntax.GetLocation(), places.Of(member), Named(member, reader))
                );
        }
    }

    private static string Named(IPropertySymbol member, string reader) => $"{member.Name}, which \"{reader}\" reads,";

    private static Location PlaceOf(IPropertyReferenceOperation reference) =>
        reference.Syntax switch
        {
            MemberAccessExpressionSyntax access => access.Name.GetLocation(),
            MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
            var other => other.GetLocation(),
        };

    private static void AnalyzeRole(
        OperationAnalysisContext context,
        IInvocationOperation call,
        CallbackSymbols symbols,
        SchemaPlaces places
    )
    {
        if (
            call.Instance is not { } message
            || symbols.LevelOf(message.Type) is not { } level
            || call.Arguments is not [{ Value.ConstantValue: { HasValue: true, Value: int role } }]
            || symbols.PayloadInside(message.Type) is not { } payload
        )
            return;
        var member = CallbackSymbols
            .MembersOf(payload)
            .FirstOrDefault(candidate => symbols.Plays(candidate, (Role)role) && UnsignedHelpers.IsDoubtful(candidate, level, symbols));
        if (member is not null && !UnsignedHelpers.IsAllowed(call, symbols, DecidingWords.Of(context)))
            context.ReportDiagnostic(Create(HandlerRules.UnsignedRead, call.Syntax.GetLocation(), places.Of(member), member.Name));
    }
}

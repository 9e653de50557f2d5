using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1004: a member outside the signature is read from a message that nobody confirmed. Of a feed that signs nothing,
/// only members that say whether and how much was paid are meant: its reference is what the provider is asked about.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsignedReadAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnsignedRead];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        context.RegisterOperationAction(operation => AnalyzeMember(operation, symbols, places), OperationKind.PropertyReference);
        context.RegisterOperationAction(operation => AnalyzeRole(operation, symbols, places), OperationKind.Invocation);
    }

    private static void AnalyzeMember(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var reference = (IPropertyReferenceOperation)context.Operation;
        var member = reference.Property;
        if (!CallbackSymbols.IsPayloadMember(member) || !member.ContainingType.IsRecord)
            return;
        if (PayloadOrigin.Of(reference, symbols) is not { } rung || !IsDoubtful(member, rung, symbols) || IsAllowed(reference, symbols, DecidingWords.Of(context)))
            return;
        var name = reference.Syntax switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            var other => other,
        };
        context.ReportDiagnostic(Create(HandlerRules.UnsignedRead, name.GetLocation(), places.Of(member), member.Name));
    }

    private static void AnalyzeRole(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "GetRole" || call.Instance is not { } message || symbols.RungOf(message.Type) is not { } rung
            || call.Arguments is not [{ Value.ConstantValue: { HasValue: true, Value: int role } }] || symbols.PayloadInside(message.Type) is not { } payload)
            return;
        var member = CallbackSymbols.MembersOf(payload).FirstOrDefault(candidate => symbols.Plays(candidate, (Role)role) && IsDoubtful(candidate, rung, symbols));
        if (member is not null && !IsAllowed(call, symbols, DecidingWords.Of(context)))
            context.ReportDiagnostic(Create(HandlerRules.UnsignedRead, call.Syntax.GetLocation(), places.Of(member), member.Name));
    }

    private static bool IsDoubtful(IPropertySymbol member, Rung rung, CallbackSymbols symbols) => rung switch
    {
        Rung.Authenticated => symbols.IsUnsigned(member),
        Rung.Received => symbols.RolesOf(member).Any(played => played is { Role: not Role.Reference, IsConstant: false }),
        _ => false,
    };

    /// <summary>Where nothing depends on the value: the provider is asked, a log line says what was claimed, or the claim is held against the answer.</summary>
    private static bool IsAllowed(IOperation read, CallbackSymbols symbols, DecidingWords words) =>
        Surroundings.IsInConfirmation(read) || Surroundings.IsInLog(read, words)
        || Surroundings.Ancestors(read).Any(ancestor => ancestor is INameOfOperation)
        || Surroundings.Ancestors(read).TakeWhile(ancestor => ancestor is not IBlockOperation).Any(ancestor => IsComparison(ancestor) && ancestor.Descendants().Any(other => symbols.RungOf(other.Type) is Rung.Confirmed));

    private static bool IsComparison(IOperation operation) => operation switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } => true,
        IInvocationOperation { TargetMethod.Name: "Equals" or "CompareTo" or "Is" } => true,
        _ => false,
    };
}

using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1008: a signature, a digest or a token is compared by a method that stops at the first difference, so that its time
/// discloses how much of a guess was right.
/// </summary>
public sealed class SignatureComparisonAnalyzer : HandlerAnalyzer
{
    // A shorter constant names a scheme, or states that there is none.
    private const int ShortestSecret = 16;

    private static readonly string[] ValueEquality = ["Equals", "op_Equality", "op_Inequality", "CompareTo", "GetHashCode"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.ComparedSignature];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        context.RegisterOperationAction(
            Analyze,
            OperationKind.Binary,
            OperationKind.Invocation,
            OperationKind.ConstantPattern,
            OperationKind.CaseClause
        );

    private static void Analyze(OperationAnalysisContext context)
    {
        if (
            Comparison.Of(context.Operation) is not { } comparison
            || ValueEquality.Contains(context.ContainingSymbol.Name)
            || (Signature(comparison) ?? SentSecrets.In(comparison)) is not { } signature
            || IsTranslated(context.Operation)
        )
            return;
        context.ReportDiagnostic(
            Diagnostic.Create(HandlerRules.ComparedSignature, context.Operation.Syntax.GetLocation(), Name(signature))
        );
    }

    /// <summary>Returns the side of a comparison that is a signature, or null where neither is one for certain.</summary>
    private static IOperation? Signature(Comparison comparison)
    {
        if (SignatureNames.IsPlain(comparison.Left) || SignatureNames.IsPlain(comparison.Right))
            return null;
        if (Values.IsConstant(comparison.Left))
            return IsSecretBeside(comparison.Left, comparison.Right) && !comparison.IsSearch ? comparison.Right : null;
        if (Values.IsConstant(comparison.Right))
            return IsSecretBeside(comparison.Right, comparison.Left) && !comparison.IsSearch ? comparison.Left : null;
        var left = SignatureValues.Of(comparison.Left);
        var right = SignatureValues.Of(comparison.Right);
        if (comparison.IsSearch)
            return Sought(comparison, left, right);
        // The digest of a file shows that it arrived whole, and its sender knows both values.
        if (
            (left | right).HasFlag(SignatureTraits.ReceivedDigest)
            && ((left | right) & (SignatureTraits.Mac | SignatureTraits.Received)) == 0
        )
            return DigestsSecret(comparison) ? comparison.Left : null;
        // Two MACs that were both computed under the application's own key are no comparison with a received signature.
        if (left.HasFlag(SignatureTraits.Mac) && right.HasFlag(SignatureTraits.Mac))
            return null;
        if (IsSignatureBeside(left, right))
            return comparison.Left;
        return IsSignatureBeside(right, left) ? comparison.Right : null;
    }

    /// <summary>
    /// Returns the MAC that is searched for, or in which a request's signature is searched for. A search for a signature among
    /// earlier ones detects a repetition.
    /// </summary>
    private static IOperation? Sought(Comparison comparison, SignatureTraits left, SignatureTraits right)
    {
        if (right.HasFlag(SignatureTraits.Mac))
            return left.HasFlag(SignatureTraits.Mac) ? null : comparison.Right;
        return
            left.HasFlag(SignatureTraits.Mac)
            && (right & (SignatureTraits.Received | SignatureTraits.ReceivedDigest | SignatureTraits.Named)) != 0
            ? comparison.Left
            : null;
    }

    /// <summary>Whether a constant is long enough for a secret, and is compared with a token from the request.</summary>
    private static bool IsSecretBeside(IOperation constant, IOperation other) =>
        Values.Constant(constant) is { Length: >= ShortestSecret } text
        && !text.Any(char.IsWhiteSpace)
        && text.Any(char.IsDigit)
        && SignatureValues.Of(other).HasFlag(SignatureTraits.Received);

    private static bool IsSignatureBeside(SignatureTraits side, SignatureTraits other)
    {
        if ((side & (SignatureTraits.Mac | SignatureTraits.Received | SignatureTraits.ReceivedDigest)) != 0)
            return true;
        return side.HasFlag(SignatureTraits.NamedDigest) && other.HasFlag(SignatureTraits.Digest)
            || side.HasFlag(SignatureTraits.Named)
                && !side.HasFlag(SignatureTraits.Made)
                && other.HasFlag(SignatureTraits.Named | SignatureTraits.Made);
    }

    /// <summary>Whether the member that compares a digest has access to a secret, which may be part of the digested text.</summary>
    private static bool DigestsSecret(Comparison comparison) =>
        Values
            .Root(comparison.Left)
            .Syntax.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(name => SignatureNames.IsSecret(name.Identifier.ValueText));

    /// <summary>Whether an operation is inside an expression tree, which a database executes.</summary>
    private static bool IsTranslated(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (
                parent
                is IConversionOperation { Operand: IAnonymousFunctionOperation, Type: INamedTypeSymbol { Name: "Expression" } }
                    or IDelegateCreationOperation { Type: INamedTypeSymbol { Name: "Expression" } }
                    or ITranslatedQueryOperation
            )
                return true;
        }

        return false;
    }

    private static string Name(IOperation signature) =>
        Values.Bare(signature) switch
        {
            ILocalReferenceOperation local => $"\"{local.Local.Name}\"",
            IParameterReferenceOperation parameter => $"\"{parameter.Parameter.Name}\"",
            IFieldReferenceOperation field => $"\"{field.Field.Name}\"",
            IPropertyReferenceOperation { Property.IsIndexer: false } property => $"\"{property.Property.Name}\"",
            _ => "A signature",
        };
}

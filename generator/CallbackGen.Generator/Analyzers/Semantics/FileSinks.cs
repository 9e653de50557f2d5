using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the calls that write into a file.</summary>
internal static class FileSinks
{
    /// <summary>Whether a call writes into a file: a method of <c>File</c>, or of a writer that was opened for a file.</summary>
    public static bool IsFile(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return method.ContainingType.Name switch
        {
            "File" => method.Name.StartsWith("AppendAll", StringComparison.Ordinal) || ReplacesFile(call),
            "StreamWriter" or "TextWriter" => method.Name.StartsWith("Write", StringComparison.Ordinal)
                && call.Instance is { } writer
                && WritesFile(writer, new Trail()),
            _ => false,
        } && EndpointMethods.IsIn(method.ContainingType, "System.IO");
    }

    /// <summary>Whether a call writes a whole file, as for storing a document.</summary>
    public static bool ReplacesFile(IInvocationOperation call) =>
        call.TargetMethod.Name.StartsWith("WriteAll", StringComparison.Ordinal) && call.TargetMethod.ContainingType.Name == "File";

    private static bool WritesFile(IOperation writer, Trail trail) =>
        trail.Goes()
        && Values.Bare(writer) switch
        {
            IObjectCreationOperation { Type.Name: "StreamWriter", Arguments: [var target, ..] } => target.Value.Type
                is { SpecialType: SpecialType.System_String }
                    or { Name: "FileStream" }
                || IsOpened(target.Value),
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => WritesFile(written, trail)),
            IFieldReferenceOperation { Field: var field } reference => Initializer(field, reference) is { } initial
                && WritesFile(initial, trail)
                || IsAssigned(field, reference, trail),
            var other => IsOpened(other),
        };

    private static bool IsOpened(IOperation value) =>
        Values.Bare(value)
            is IInvocationOperation
        {
            TargetMethod:
            {
                Name: "AppendText" or "CreateText" or "Open" or "OpenWrite" or "Create",
                ContainingType: { Name: "File" or "FileInfo" } type
            }
        }
        && EndpointMethods.IsIn(type, "System.IO");

    private static IOperation? Initializer(IFieldSymbol field, IOperation reference) =>
        reference.SemanticModel is { } model
        && field.DeclaringSyntaxReferences is [var declaration]
        && declaration.SyntaxTree == model.SyntaxTree
        && declaration.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } initial }
            ? model.GetOperation(initial)
            : null;

    private static bool IsAssigned(IFieldSymbol field, IOperation reference, Trail trail) =>
        reference.SemanticModel is { } model
        && MethodBodies.UsesOf(field, model.Compilation, CancellationToken.None) is { } uses
        && uses.Any(use =>
            use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use && WritesFile(assignment.Value, trail)
        );
}

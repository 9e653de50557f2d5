using System.Text;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.CodeFixes;

/// <summary>
/// Writes the text of a handler for a feed. The handler confirms an unproven message first, and has a case for every listed status.
/// </summary>
internal sealed class HandlerSkeleton(INamedTypeSymbol payload, TrustLevel level, CallbackSymbols symbols)
{
    private readonly string _type = payload.Name;

    public string ClassName => _type + "Handler";

    public string Lambda =>
        $$"""
            async ({{level}}<{{_type}}> callback, CancellationToken cancellationToken) =>
            {
            {{Body}}
            }
            """;

    public string Class =>
        $$"""
            internal sealed class {{ClassName}} : {{(
                level == TrustLevel.Verified ? "ICallbackHandler" : $"I{level}CallbackHandler"
            )}}<{{_type}}>
            {
                public async Task HandleAsync({{level}}<{{_type}}> callback, CancellationToken cancellationToken)
                {
            {{Body}}
                }
            }

            """;

    private string Body
    {
        get
        {
            var text = new StringBuilder();
            var message = "callback";
            if (level != TrustLevel.Verified)
            {
                message = "confirmed";
                text.AppendLine(
                    "var answer = await callback.ConfirmAsync((claim, token) => "
                        + "throw new NotImplementedException(\"Ask the provider.\"), cancellationToken);"
                );
                // A refusal throws, so that the provider sends the callback again: to return would acknowledge an unconfirmed callback.
                text.AppendLine("var confirmed = answer.GetValueOrThrow();");
            }

            text.AppendLine(
                "var reference = "
                    + (
                        Read(message, Role.Reference)
                        ?? (level == TrustLevel.Verified ? "callback.Receipt.IdempotencyKey" : "confirmed.Key")
                    )
                    + ";"
            );
            AppendCases(text, message);
            text.Append("await Task.CompletedTask;");
            return text.ToString().Replace("\r\n", "\n");
        }
    }

    private void AppendCases(StringBuilder text, string message)
    {
        if (payload.IsAbstract)
        {
            AppendSwitch(text, $"{message}.Payload", Alternatives());
            return;
        }

        if (Path(Role.Status) is not { } path || Read(message, Role.Status) is not { } status)
            return;
        var type = path[path.Count - 1].Type;
        if (
            type is INamedTypeSymbol { IsGenericType: true, TypeArguments: [INamedTypeSymbol { TypeKind: TypeKind.Enum } listed] } open
            && CallbackSymbols.Is(open, symbols.OpenEnum)
        )
            AppendSwitch(text, status + (path.Take(path.Count - 1).Any(IsNullable) ? "?" : "") + ".Known", Cases(listed));
        else if (type.TypeKind == TypeKind.Enum)
            AppendSwitch(text, status, Cases((INamedTypeSymbol)type));
        else
            text.AppendLine($"if ({status} is null)").AppendLine("    return;");
    }

    private static void AppendSwitch(StringBuilder text, string value, IEnumerable<string> cases)
    {
        text.AppendLine($"switch ({value})").AppendLine("{");
        foreach (var label in cases)
            text.AppendLine($"    case {label}:").AppendLine("        break;");
        text.AppendLine("    default:").AppendLine("        break;").AppendLine("}").AppendLine();
    }

    private static IEnumerable<string> Cases(INamedTypeSymbol listed) =>
        listed.GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst).Select(field => $"{listed.Name}.{Escaped(field.Name)}");

    private IEnumerable<string> Alternatives() =>
        payload
            .ContainingNamespace.GetTypeMembers()
            .Where(type => SymbolEqualityComparer.Default.Equals(type.BaseType, payload))
            .Select(type => type.Name)
            .OrderBy(name => name, StringComparer.Ordinal);

    /// <summary>
    /// Returns the expression that reads the member with a role, in the payload or in a record within it; null when none has the role.
    /// </summary>
    private string? Read(string message, Role role)
    {
        if (payload.IsAbstract)
            return role == Role.Reference ? $"{message}.GetRole(CallbackRole.Reference)" : null;
        if (Path(role) is not { } path)
            return null;
        var text = message + ".Payload";
        var link = ".";
        foreach (var member in path)
        {
            text += link + Escaped(member.Name);
            link = IsNullable(member) ? "?." : ".";
        }

        return text;
    }

    private List<IPropertySymbol>? Path(Role role) => Path(payload, role, new HashSet<ISymbol>(SymbolEqualityComparer.Default) { payload });

    private List<IPropertySymbol>? Path(INamedTypeSymbol owner, Role role, HashSet<ISymbol> seen)
    {
        foreach (var member in owner.GetMembers().OfType<IPropertySymbol>().Where(CallbackSymbols.IsPayloadMember))
        {
            if (symbols.Plays(member, role))
                return [member];
            if (
                member.Type is INamedTypeSymbol { IsRecord: true } inner
                && seen.Add(inner.OriginalDefinition)
                && Path(inner, role, seen) is { } rest
            )
                return [member, .. rest];
        }

        return null;
    }

    private static bool IsNullable(IPropertySymbol member) => member.NullableAnnotation == NullableAnnotation.Annotated;

    private static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}

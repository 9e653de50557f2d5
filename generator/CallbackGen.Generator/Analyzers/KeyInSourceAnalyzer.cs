using System.Collections.Concurrent;
using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1007: a key of callbacks is written in the source, for whoever reads it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyInSourceAnalyzer : HandlerAnalyzer
{
    /// <summary>The property of a diagnostic with the configuration path at which the key belongs.</summary>
    internal const string Path = "Path";

    /// <summary>The property of a diagnostic that says that the source configures the key at its path: the entry can go.</summary>
    internal const string IsEntry = "IsEntry";

    private static readonly string[] KeyNames = ["secret", "signingKey", "hashKey", "hmacKey", "webhookKey", "apiKey", "secretKey"];

    // What a name of configuration and its value are called where they are parameters.
    private static readonly string[] Names = ["key", "name", "path", "variable", "setting"];

    private static readonly string[] Contents = ["value", "defaultValue", "newValue"];

    private static readonly string[] Sections = ["Callbacks:", "Callbacks__"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.KeyInSource];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        if (TestProjects.IsTest(context.Compilation, context.Options))
            return;
        var search = new Search(symbols, places);
        context.RegisterOperationAction(search.Attribute, OperationKind.Attribute);

        // A block as a whole: an editor shows what is reported inside the block, or else inside the operation that is looked at,
        // and a text may stand in another statement than the one that gives it.
        context.RegisterOperationBlockAction(search.Block);
    }

    private sealed class Search(CallbackSymbols symbols, SchemaPlaces places)
    {
        private readonly INamedTypeSymbol? _keys = symbols.Find("CallbackKeys");
        private readonly INamedTypeSymbol? _options = symbols.Find("AspNetCore.CallbackOptions");
        private readonly INamedTypeSymbol? _keySet = symbols.Find("AspNetCore.CallbackKeySet");
        private readonly ConcurrentDictionary<SyntaxNode, bool> _reported = new();

        public void Block(OperationBlockAnalysisContext context)
        {
            foreach (var operation in context.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                switch (operation)
                {
                    case IInvocationOperation call:
                        Call(context.ReportDiagnostic, call);
                        break;
                    case IObjectCreationOperation { Type.Name: "KeyValuePair" } creation:
                        Pair(context.ReportDiagnostic, creation.Arguments);
                        break;
                    case IAssignmentOperation { Kind: OperationKind.SimpleAssignment or OperationKind.CoalesceAssignment } assignment:
                        Assignment(context.ReportDiagnostic, assignment);
                        break;
                }
            }
        }

        private void Call(Action<Diagnostic> report, IInvocationOperation call)
        {
            if (CallbackSymbols.Is(call.TargetMethod.ContainingType, _keys) && call.TargetMethod.Name is "Create" or "TryCreate")
                Report(report, Argument(call, "values"), text => PathOf(Argument(call, "feed"), Values.Constant(Argument(call, "name")) ?? KeyTexts.NameBeside(text)));
            else if (CallbackSymbols.Is(call.TargetMethod.ContainingType, _options) && call.TargetMethod.Name == "AddKey")
                Report(report, Argument(call, "values"), _ => PathOf(Values.Constant(Argument(call, "keySet")), Values.Constant(Argument(call, "name"))));
            else if (call.TargetMethod.Name is "Add" or "TryAdd" && IsKeysOfSet(call.Instance))
                Report(report, call.Arguments.LastOrDefault()?.Value, _ => null);
            else
                Pair(report, call.Arguments);
        }

        private void Assignment(Action<Diagnostic> report, IAssignmentOperation assignment)
        {
            if (assignment.Target is not IPropertyReferenceOperation { Arguments: [var index] } target)
                return;
            if (IsKeysOfSet(target.Instance))
                Report(report, assignment.Value, _ => null);
            else if (KeyPath(index.Value) is { } path)
                Report(report, assignment.Value, _ => path, isEntry: true);
        }

        /// <summary>An attribute of a handler with a member for a key and a value that looks like one. Configuration paths and names do not.</summary>
        public void Attribute(OperationAnalysisContext context)
        {
            if (((IAttributeOperation)context.Operation).Operation is not IObjectCreationOperation attribute || !IsOfHandler(context.ContainingSymbol))
                return;
            foreach (var argument in attribute.Arguments)
                Secret(argument.Parameter?.Name, argument.Value);
            foreach (var member in attribute.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
                Secret((member.Target as IMemberReferenceOperation)?.Member.Name, member.Value);

            void Secret(string? name, IOperation value)
            {
                if (name is not null && IsKeyName(name) && Values.Constant(value) is { Length: >= 12 } text && text.Any(char.IsDigit) && !text.Any(character => char.IsWhiteSpace(character) || character == ':'))
                    Report(context.ReportDiagnostic, value, _ => null);
            }
        }

        /// <summary>A name of configuration and its value, side by side.</summary>
        private void Pair(Action<Diagnostic> report, ImmutableArray<IArgumentOperation> arguments)
        {
            for (var i = 0; i + 1 < arguments.Length; i++)
            {
                if (IsNamed(arguments[i], Names) && IsNamed(arguments[i + 1], Contents) && KeyPath(arguments[i].Value) is { } path)
                    Report(report, arguments[i + 1].Value, _ => path, isEntry: true);
            }
        }

        // A log template, or a name beside the words that say what is wrong with its value, is no entry.
        private static bool IsNamed(IArgumentOperation argument, string[] names) =>
            argument.Parameter is { } parameter && Array.Exists(names, name => string.Equals(name, parameter.Name, StringComparison.OrdinalIgnoreCase));

        private void Report(Action<Diagnostic> report, IOperation? value, Func<IOperation, string?> pathOf, bool isEntry = false)
        {
            foreach (var text in value is null ? [] : KeyTexts.In(value))
            {
                if (!_reported.TryAdd(text.Syntax, true))
                    continue;
                var properties = ImmutableDictionary<string, string?>.Empty.Add(Path, pathOf(text));
                report(Diagnostic.Create(
                    HandlerRules.KeyInSource, text.Syntax.GetLocation(), isEntry ? properties.Add(IsEntry, "") : properties));
            }
        }

        private string? PathOf(IOperation? feed, string? name) =>
            feed is not null && Values.Bare(feed) is IPropertyReferenceOperation { Property: { Name: "Feed" or "Definition" } property } reference
                ? property.Name == "Definition" ? PathOf(reference.Instance, name) : PathOf(places.ProviderOf(property.ContainingType), name)
                : null;

        private static string? PathOf(string? keySet, string? name) => keySet is null || name is null ? null : $"{Sections[0]}{keySet}:{name}";

        private static IOperation? Argument(IInvocationOperation call, string parameter) =>
            call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter || parameter == "feed" && argument.Parameter?.Name == "definition")?.Value;

        /// <summary>The configuration path that a constant names, when a key belongs there; null for anything else.</summary>
        private static string? KeyPath(IOperation value)
        {
            if (Values.Constant(value) is not { } text || Sections.FirstOrDefault(section => text.StartsWith(section, StringComparison.OrdinalIgnoreCase)) is not { } found)
                return null;
            var parts = text.Replace("__", ":").Split(':');
            return parts.Length < 3 || text.Any(char.IsWhiteSpace) || parts[2].Equals("AllowWeakKey", StringComparison.OrdinalIgnoreCase) ? null : string.Join(":", parts);
        }

        /// <summary>Whether an expression is the dictionary of a key set, named or inside an initializer.</summary>
        private bool IsKeysOfSet(IOperation? instance)
        {
            var member = instance is null ? null : Values.Bare(instance);
            if (member is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
            {
                for (member = member.Parent; member is not null and not IMemberInitializerOperation and not IObjectCreationOperation;)
                    member = member.Parent;
                member = (member as IMemberInitializerOperation)?.InitializedMember;
            }

            return member is IPropertyReferenceOperation { Property: { Name: "Keys" } property } && CallbackSymbols.Is(property.ContainingType, _keySet);
        }

        private bool IsOfHandler(ISymbol symbol) => symbol switch
        {
            IMethodSymbol method => method.Parameters.Any(parameter => symbols.RungOf(parameter.Type) is not null),
            INamedTypeSymbol type => type.AllInterfaces.Any(symbols.IsHandler) || type.GetMembers().OfType<IMethodSymbol>().Any(IsOfHandler),
            _ => false,
        };

        private static bool IsKeyName(string name) =>
            KeyNames.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}

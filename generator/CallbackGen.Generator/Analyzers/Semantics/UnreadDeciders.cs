using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a member that decides about a payment and that a handler never reads: the kind of event, or a second state.
/// </summary>
internal sealed class UnreadDeciders(HandlerCode code)
{
    private static readonly string[] Neutral =
    [
        "Updated",
        "Update",
        "Created",
        "Create",
        "Changed",
        "Change",
        "Processed",
        "Finished",
        "Closed",
    ];

    private static readonly string[] Steps = ["Session", "Checkout", "Cart"];

    private static readonly string[] Vague =
    [
        "Complete",
        "Completed",
        "Closed",
        "Finished",
        "Processed",
        "Approved",
        "Confirmed",
        "Capture",
        "Captured",
        "Accept",
        "Accepted",
        "Authorize",
        "Authorized",
        "Authorise",
        "Authorised",
    ];

    private readonly StatusReads _states = new(code);

    /// <summary>
    /// Returns the action without that read, the member to read in words, and the member where the payload has it; null when all are read.
    /// </summary>
    public (IOperation Place, string Said, IPropertySymbol? Member)? Find()
    {
        // The handler may read the members that its private method omits, and is analyzed with it.
        if (code is { IsHelper: true, Function.DeclaredAccessibility: Accessibility.Private } || code.Escapes())
            return null;
        return UnreadKind() ?? UnreadState() ?? NeutralEvent();
    }

    /// <summary>The code tests for success, but not the kind of event: a refund succeeds too.</summary>
    private (IOperation, string, IPropertySymbol?)? UnreadKind()
    {
        if (code.Deeds is not [var deed, ..])
            return null;
        foreach (
            var status in MembersRead()
                .Where(member => code.Symbols.Plays(member, Role.Status) || member.Name is "Success" or "IsSuccess" or "Successful")
                .Distinct<IPropertySymbol>(SymbolEqualityComparer.Default)
        )
        {
            if (RootOf(status) is not { } payload)
                continue;
            var kinds = CallbackSymbols.MembersOf(payload).Where(member => IsKind(member, status)).ToList();
            if (kinds.Count > 0 && !kinds.Exists(IsRead))
                return (
                    deed,
                    $"checks whether {status.Name} is true, but not of which event: {kinds[0].Name} distinguishes payments from "
                        + "refunds and other events, which succeed too",
                    kinds[0]
                );
        }

        return null;
    }

    /// <summary>Whether a member distinguishes kinds that its status does not.</summary>
    private bool IsKind(IPropertySymbol member, IPropertySymbol status)
    {
        if (
            SymbolEqualityComparer.Default.Equals(member, status)
            || code.Symbols.IsUnsigned(member)
            || !code.Words.IsKind(member.Name)
            || code.Symbols.RolesOf(member).Any(role => role.IsConstant)
        )
            return false;
        var isText = member.Type.SpecialType == SpecialType.System_String;
        if (!isText && _states.Listed(member.Type).Count < 2)
            return false;
        return _states.IsYesOrNo(status);
    }

    /// <summary>Returns the first state that means done, where the payload has another state that the code does not test.</summary>
    private (IOperation, string, IPropertySymbol?)? UnreadState()
    {
        foreach (var (state, names, place) in Compared())
        {
            var owner = state.ContainingType;
            if (!names.Any(name => Vague.Contains(name) || MoneyReads.HasWord(name, Steps)))
                continue;
            var others = owner
                .GetMembers()
                .OfType<IPropertySymbol>()
                .Where(member =>
                    !SymbolEqualityComparer.Default.Equals(member, state)
                    && code.Words.IsDeciding(member.Name)
                    && !code.Symbols.IsUnsigned(member)
                    && Matters(member, names)
                )
                .ToList();
            if (others.Count > 0 && !others.Exists(IsRead) && !IsHandedOn(owner))
                return (
                    code.Deeds is [var deed, ..] ? deed : place,
                    $"checks {state.Name} but not {others[0].Name}, which may state that the payment is held, refused or pending",
                    CallbackSymbols.IsPayloadMember(others[0]) ? others[0] : null
                );
        }

        return null;
    }

    /// <summary>Whether a further state says more than the tested ones.</summary>
    private static bool Matters(IPropertySymbol member, IReadOnlyList<string> names) =>
        MoneyReads.HasWord(member.Name, ["Fraud", "Risk", "Review"]) || !names.All(name => name is "Captured" or "Capture");

    /// <summary>Returns the members that are named like a state and compared with constants, and the constants.</summary>
    private IEnumerable<(IPropertySymbol State, IReadOnlyList<string> Names, IOperation Place)> Compared()
    {
        var tests = new StatusTests(code.Symbols.Compilation, code.Context.CancellationToken);
        foreach (
            var group in code
                .Operations.OfType<IPropertyReferenceOperation>()
                .Where(read =>
                    code.Words.IsStatus(read.Property.Name)
                    && !code.Words.IsDeciding(read.Property.Name)
                    && read.Property.ContainingType.GetMembers().Any(member => code.Words.IsDeciding(member.Name))
                )
                .GroupBy<IPropertyReferenceOperation, ISymbol>(read => read.Property, SymbolEqualityComparer.Default)
        )
        {
            List<StatusTest> asked = [.. group.SelectMany(tests.Of).OfType<StatusTest>()];
            if (asked.Count > 0)
                yield return (
                    (IPropertySymbol)group.Key,
                    [.. asked.SelectMany(test => test.Names).Distinct(StringComparer.Ordinal)],
                    asked[0].Place
                );
        }
    }

    /// <summary>The code treats an event about any change or completion as a payment.</summary>
    private (IOperation, string, IPropertySymbol?)? NeutralEvent()
    {
        if (
            code.Deeds.Count == 0
            || code.Operations.Any(_states.IsState)
                && code.Operations.Any(operation => _states.IsState(operation) && !IsEventItself(operation))
            || ReadsStateElsewhere()
            || HandsJsonOn()
        )
            return null;
        foreach (var asked in _states.Asked)
        {
            var name = asked.Test.Names.FirstOrDefault(IsNeutral);
            if (
                name is not null
                && code.Deeds.FirstOrDefault(deed => Guards.LetsThrough(deed, asked.Test.Condition, asked.Test.Holds)) is { } deed
            )
                return (
                    deed,
                    $"treats {name} as a payment without reading a state: the event states that something has come to an end or has "
                        + "changed, and not that money came",
                    null
                );
        }

        return null;
    }

    private static bool IsNeutral(string name) =>
        !StatusReads.IsReversed(name)
        && (
            Neutral.Any(word => name.EndsWith(word, StringComparison.Ordinal))
            || (name.EndsWith("Completed", StringComparison.Ordinal) || name.EndsWith("Complete", StringComparison.Ordinal))
                && MoneyReads.HasWord(name, Steps)
        );

    /// <summary>Whether a state is the event's name, which the code tests already.</summary>
    private bool IsEventItself(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: var member }
        && CallbackSymbols.IsPayloadMember(member)
        && _states.Listed(member.Type).Any(IsNeutral);

    /// <summary>Whether the code reads the state of an object that was created from the callback, or that the provider answered.</summary>
    private bool ReadsStateElsewhere()
    {
        var made = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var call in code.Operations.OfType<IInvocationOperation>())
        {
            if (Surroundings.IsConfirmation(call.TargetMethod))
                return true;
            if (
                PayloadReads.IsReader(call.TargetMethod)
                || MoneyReads.HasWord(call.TargetMethod.ContainingType.Name, ["Api", "Client", "Gateway", "Service"])
            )
                AddRecords(ResultOf(call.Type), made, depth: 3);
        }

        return code
            .Operations.OfType<IPropertyReferenceOperation>()
            .Any(read =>
                code.Words.IsDeciding(read.Property.Name)
                || code.Words.IsStatus(read.Property.Name) && made.Contains(read.Property.ContainingType)
            );
    }

    private static ITypeSymbol? ResultOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : type;

    private static void AddRecords(ITypeSymbol? type, HashSet<ISymbol> made, int depth)
    {
        if (
            depth == 0
            || type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named
            || EndpointMethods.IsIn(named, "System")
            || !made.Add(named)
        )
            return;
        foreach (var member in named.GetMembers().OfType<IPropertySymbol>())
            AddRecords(member.Type, made, depth - 1);
    }

    /// <summary>Whether JSON of the callback is passed to a method that may read any of it.</summary>
    private bool HandsJsonOn() =>
        code
            .Operations.OfType<IArgumentOperation>()
            .Any(argument =>
                Values.Bare(argument.Value).Type?.Name is "JsonElement" or "JsonNode" or "JsonObject" or "JsonDocument"
                && argument.Parent is IInvocationOperation call
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && MethodBodies.Of(call.TargetMethod, code.Symbols.Compilation, code.Context.CancellationToken) is var body
                && (body is null || !SoleWork.IsOwn(call, code.Context.ContainingSymbol))
            );

    private IEnumerable<IPropertySymbol> MembersRead() =>
        code.Operations.OfType<IPropertyReferenceOperation>().Select(read => read.Property).Where(CallbackSymbols.IsPayloadMember);

    private bool IsRead(IPropertySymbol member) =>
        code
            .Operations.OfType<IPropertyReferenceOperation>()
            .Any(read =>
                SymbolEqualityComparer.Default.Equals(read.Property.OriginalDefinition, member.OriginalDefinition)
                && read.Parent is not ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation }
            );

    /// <summary>Whether an object of a type is passed to a method, which may read it.</summary>
    private bool IsHandedOn(INamedTypeSymbol type) =>
        code
            .Operations.OfType<IArgumentOperation>()
            .Any(argument =>
                SymbolEqualityComparer.Default.Equals(Values.Bare(argument.Value).Type, type)
                && argument.Parent is IInvocationOperation call
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && !SoleWork.IsOwn(call, code.Context.ContainingSymbol)
            );

    /// <summary>Returns the payload of the function that a member belongs to.</summary>
    private INamedTypeSymbol? RootOf(IPropertySymbol member)
    {
        var roots = code
            .Operations.Select(operation => code.Symbols.PayloadOf(operation.Type) ?? code.Symbols.PayloadInside(operation.Type))
            .OfType<INamedTypeSymbol>()
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        return roots.FirstOrDefault(root =>
            !root.IsAbstract && CallbackSymbols.MembersOf(root).Contains(member, SymbolEqualityComparer.Default)
        );
    }
}

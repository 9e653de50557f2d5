using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds idempotency keys that do not identify the event: those that are generated anew, and those that other callbacks
/// share or that the sender chooses.
/// </summary>
internal sealed class KeyValues(CallbackSymbols symbols, Effects effects)
{
    private static readonly (string Type, string[] Members)[] Fresh =
    [
        ("Guid", ["NewGuid", "CreateVersion7"]),
        ("DateTime", ["Now", "UtcNow"]),
        ("DateTimeOffset", ["Now", "UtcNow"]),
        ("TimeProvider", ["GetUtcNow", "GetTimestamp"]),
        ("Stopwatch", ["GetTimestamp"]),
        ("Environment", ["TickCount", "TickCount64"]),
        ("Random", ["Next", "NextInt64", "NextDouble", "NextBytes"]),
        ("RandomNumberGenerator", ["GetInt32", "GetBytes", "GetHexString", "GetString"]),
        ("Path", ["GetRandomFileName"]),
        ("Ulid", ["NewUlid"]),
        ("ObjectId", ["GenerateNewId"]),
        ("Interlocked", ["Increment"]),
    ];

    private static readonly string[] Keyed = ["idempot", "dedup"];

    // Parts of a SQL statement that inserts a row only if there is none yet.
    private static readonly string[] Once = ["ON CONFLICT", "INSERT IGNORE", "INSERT OR IGNORE", "NOT EXISTS", "ON DUPLICATE KEY"];

    private static readonly string[] Notes = ["Processed", "Seen", "Handled", "Dedup", "Idempot", "Repetition"];

    private static readonly string[] Claims =
    [
        "TryAdd",
        "TryClaim",
        "TryInsert",
        "TryRecord",
        "TryMark",
        "TryBegin",
        "TryStart",
        "TryRegister",
        "TryAcquire",
        "Claim",
        "IsNew",
        "MarkProcessed",
        "MarkSeen",
        "WasSeen",
        "IsProcessed",
        "AlreadyProcessed",
    ];

    private static readonly string[] KeyNames = ["key", "id"];

    /// <summary>Returns the keys that identify no event among a handler's operations, and the reason in words.</summary>
    public IEnumerable<(string What, IOperation Place)> In(IEnumerable<IOperation> operations)
    {
        foreach (var key in operations.SelectMany(KeysOf))
        {
            if (IsFresh(key, new Trail()))
                yield return ("This key is new for every request, so no repetition has it", key);
            else if (IsWeak(key))
                yield return ("This key does not identify the event: other callbacks have it too, or the sender chooses it", key);
        }

        foreach (var key in operations.SelectMany(NotedBy))
            yield return ("This key is new for every request, so no repetition has it", key);
    }

    /// <summary>
    /// Returns the new value by which an operation records an event for detecting a repetition, where no other part of it
    /// identifies the event; otherwise nothing.
    /// </summary>
    private IEnumerable<IOperation> NotedBy(IOperation operation)
    {
        List<(string Name, IOperation Value)> noted = operation switch
        {
            IInvocationOperation call
                when SqlTexts.WrittenBy(call) is { } sql
                    && Once.Any(words => sql.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0) =>
            [
                .. call.Arguments.SelectMany(argument => NamedIn(Values.Bare(argument.Value))).Select(named => ("Key", named.Value)),
            ],
            IObjectCreationOperation { Type: { } row } creation when IsNote(row.Name) && IsStored(creation) =>
            [
                .. NamedIn(creation),
                .. creation
                    .Arguments.Where(argument => argument.Parameter is not null)
                    .Select(argument => (argument.Parameter!.Name, argument.Value)),
            ],
            IInvocationOperation call when IsClaim(call) =>
            [
                .. call
                    .Arguments.Where(argument => argument.Parameter is not null)
                    .Select(argument => (argument.Parameter!.Name, argument.Value)),
            ],
            _ => [],
        };
        // The content of a string parameter is unknown.
        return noted.Any(named =>
            Ingredients(named.Value, new Trail()).Any(ingredient => !IsWeakIngredient(ingredient))
            || Values.Bare(named.Value) is IParameterReferenceOperation { Type.SpecialType: SpecialType.System_String }
        )
            ? []
            : noted.Where(named => IsKeyName(named.Name) && IsFresh(named.Value, new Trail())).Select(named => named.Value).Take(1);
    }

    private static IEnumerable<(string Name, IOperation Value)> NamedIn(IOperation made)
    {
        IEnumerable<IOperation> members = made switch
        {
            IAnonymousObjectCreationOperation anonymous => anonymous.Initializers,
            IObjectCreationOperation { Initializer: { } initializer } => initializer.Initializers,
            _ => [],
        };
        return members
            .OfType<ISimpleAssignmentOperation>()
            .Where(member => member.Target is IPropertyReferenceOperation)
            .Select(member => (((IPropertyReferenceOperation)member.Target).Property.Name, member.Value));
    }

    /// <summary>Whether a row of this type records that an event was handled.</summary>
    private static bool IsNote(string type) => Notes.Any(word => type.IndexOf(word, StringComparison.Ordinal) >= 0);

    private static bool IsStored(IObjectCreationOperation row) =>
        Surroundings
            .Ancestors(row)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .Any(ancestor =>
                ancestor
                    is IArgumentOperation
                {
                    Parent: IInvocationOperation
                    {
                        TargetMethod.Name: "Add" or "AddAsync" or "InsertAsync" or "InsertOneAsync" or "Insert"
                    }
                }
            );

    /// <summary>Whether a call records an event, and returns whether it was new.</summary>
    private static bool IsClaim(IInvocationOperation call) =>
        call.Type
            is { SpecialType: SpecialType.System_Boolean }
                or INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [{ SpecialType: SpecialType.System_Boolean }] }
        && Claims.Any(verb => DecidingWords.StartsWithWord(call.TargetMethod.Name, verb));

    private static bool IsKeyName(string name) => KeyNames.Any(word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the values that an operation passes on as an idempotency key.</summary>
    private IEnumerable<IOperation> KeysOf(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => IsHeader(call)
                ? [call.Arguments[call.Arguments.Length - 1].Value]
                : KeysAmong(call.Arguments, isOnce: effects.MustHappenOnce(call)),
            IObjectCreationOperation creation => KeysAmong(creation.Arguments, isOnce: false),
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [.., { Value: var name }] }
            } assignment => IsKeyed(Values.Constant(name)) ? [assignment.Value] : [],
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } assignment => IsKeyed(name)
                ? [assignment.Value]
                : [],
            _ => [],
        };

    private static IEnumerable<IOperation> KeysAmong(IEnumerable<IArgumentOperation> arguments, bool isOnce) =>
        arguments
            .Where(argument =>
                argument
                    is
                {
                    ArgumentKind: ArgumentKind.Explicit,
                    Parameter: { Type.SpecialType: not SpecialType.System_Object, Name: var name }
                }
                && (IsKeyed(name) || isOnce && (name.EndsWith("Key", StringComparison.Ordinal) || name is "key" or "requestId"))
            )
            .Select(argument => argument.Value);

    private static bool IsHeader(IInvocationOperation call) =>
        call.Arguments is [_, _, ..]
        && call.Arguments.Any(argument => IsKeyed(Values.Constant(argument.Value)))
        && (call.TargetMethod.Name is "Add" or "TryAddWithoutValidation" or "Append" or "WithHeader" or "AddHeader");

    private static bool IsKeyed(string? name) =>
        name is not null && Keyed.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private bool IsFresh(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return false;
        switch (value)
        {
            case IInvocationOperation call when IsFresh(call.TargetMethod):
            case IPropertyReferenceOperation property when IsFresh(property.Property):
                return true;
            // The first value is used again if it exists. A feed that declares no key has none for any callback.
            case ICoalesceOperation coalesce:
                return IsFresh(coalesce.Value, trail)
                    || Values.Bare(coalesce.Value) is IPropertyReferenceOperation key
                        && CallbackSymbols.Is(key.Property.ContainingType, symbols.Receipt)
                        && IsFresh(coalesce.WhenNull, trail);
            case IConditionalOperation choice:
                return IsFresh(choice.WhenTrue, trail) && choice.WhenFalse is { } otherwise && IsFresh(otherwise, trail);
            case IAnonymousFunctionOperation:
                return false;
            case ILocalReferenceOperation local:
                return trail.WrittenTo(local).ToList() is [var only] && IsFresh(only, trail);
            default:
                return value.ChildOperations.Any(child => IsFresh(child, trail));
        }
    }

    private static bool IsFresh(ISymbol member) =>
        Fresh.Any(source => source.Type == member.ContainingType?.Name && source.Members.Contains(member.Name));

    /// <summary>Whether a key consists of amounts, states and unsigned members only, or of an unsigned header.</summary>
    private bool IsWeak(IOperation key)
    {
        var ingredients = Ingredients(key, new Trail()).ToList();
        return ingredients.Count > 0 && ingredients.TrueForAll(IsWeakIngredient);
    }

    private bool IsWeakIngredient(IPropertyReferenceOperation ingredient) =>
        ingredient.Property.Name == "TraceIdentifier"
        || ingredient.Property.IsIndexer
        || symbols.IsUnsigned(ingredient.Property)
        || symbols.Plays(ingredient.Property, Role.Amount)
        || symbols.Plays(ingredient.Property, Role.Currency)
        || symbols.Plays(ingredient.Property, Role.Status);

    /// <summary>Returns the members of the callback, and the headers, from which a value is computed.</summary>
    private IEnumerable<IPropertyReferenceOperation> Ingredients(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            yield break;
        if (value is IPropertyReferenceOperation property)
        {
            if (IsIngredient(property))
            {
                yield return property;
                yield break;
            }
        }

        var within = value is ILocalReferenceOperation local ? trail.WrittenTo(local) : value.ChildOperations;
        foreach (var ingredient in within.SelectMany(part => Ingredients(part, trail)))
            yield return ingredient;
    }

    private bool IsIngredient(IPropertyReferenceOperation property) =>
        CallbackSymbols.IsPayloadMember(property.Property)
        || CallbackSymbols.Is(property.Property.ContainingType, symbols.Receipt)
        || property.Property.Name == "Key" && symbols.LevelOf(property.Property.ContainingType) is not null
        || property.Property.Name == "Id" && CallbackParts.IsDelivery(property.Property.ContainingType)
        || property.Property is { Name: "TraceIdentifier", ContainingType.Name: "HttpContext" }
        || property.Property is { IsIndexer: true, ContainingType.Name: "IHeaderDictionary" };
}

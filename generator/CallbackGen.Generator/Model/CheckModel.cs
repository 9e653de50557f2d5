namespace CallbackGen.Generator.Model;

/// <summary>A schema that a value is checked against, besides being read: one method.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Pointer">Where the schema stands in its file.</param>
/// <param name="Assertions">What must hold, in order.</param>
/// <param name="UnevaluatedProperties">The test of members that these have not looked at, or null.</param>
/// <param name="UnevaluatedItems">The test of items that these have not looked at, or null.</param>
internal sealed record CheckModel(
    string Name,
    string Pointer,
    EquatableArray<AssertionModel> Assertions,
    string? UnevaluatedProperties,
    string? UnevaluatedItems
)
{
    /// <summary>The test that takes any value.</summary>
    public const string True = "";

    /// <summary>The test that takes none.</summary>
    public const string False = "!";
}

/// <summary>A keyword as the call of the runtime's method of its name.</summary>
internal sealed record AssertionModel(string Method, EquatableArray<ArgumentModel> Arguments);

/// <summary>What is handed to a keyword's method.</summary>
internal sealed record ArgumentModel(ArgumentKind Kind, EquatableArray<string> Items);

internal enum ArgumentKind
{
    /// <summary>Tests by name, each an argument.</summary>
    Tests,

    /// <summary>Texts, each an argument.</summary>
    Texts,

    /// <summary>Texts as one argument.</summary>
    TextList,

    /// <summary>A pattern, translated.</summary>
    Pattern,

    /// <summary>Patterns as one argument.</summary>
    PatternList,

    /// <summary>A JSON number as text.</summary>
    Number,

    /// <summary>A count.</summary>
    Count,

    /// <summary>A JSON value as text.</summary>
    Json,

    /// <summary>Names of JSON types.</summary>
    Types,

    /// <summary>The name of a text format.</summary>
    Format,
}

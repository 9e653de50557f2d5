namespace CallbackGen.Generator.Model;

/// <summary>A schema that a value is validated against in addition to typed reading: one method.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Pointer">The JSON pointer of the schema in its file.</param>
/// <param name="Assertions">The assertions that must be satisfied, in order.</param>
/// <param name="UnevaluatedProperties">The test of members that these assertions have not evaluated, or null.</param>
/// <param name="UnevaluatedItems">The test of items that these assertions have not evaluated, or null.</param>
internal sealed record CheckModel(
    string Name,
    string Pointer,
    EquatableArray<AssertionModel> Assertions,
    string? UnevaluatedProperties,
    string? UnevaluatedItems
)
{
    /// <summary>The test that accepts any value.</summary>
    public const string True = "";

    /// <summary>The test that accepts no value.</summary>
    public const string False = "!";
}

/// <summary>A keyword, as a call of the runtime's method with the same name.</summary>
internal sealed record AssertionModel(string Method, EquatableArray<ArgumentModel> Arguments);

/// <summary>An argument of a keyword's method.</summary>
internal sealed record ArgumentModel(ArgumentKind Kind, EquatableArray<string> Items);

internal enum ArgumentKind
{
    /// <summary>Tests by name; each is an argument.</summary>
    Tests,

    /// <summary>Texts; each is an argument.</summary>
    Texts,

    /// <summary>Texts as a single argument.</summary>
    TextList,

    /// <summary>A translated pattern.</summary>
    Pattern,

    /// <summary>Patterns as a single argument.</summary>
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

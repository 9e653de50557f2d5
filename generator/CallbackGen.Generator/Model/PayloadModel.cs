namespace CallbackGen.Generator.Model;

/// <summary>What the schema says about a value, whatever member or array holds it.</summary>
internal abstract record ValueModel;

/// <summary>A text. Its pattern is translated for .NET.</summary>
internal sealed record TextValue(int MinLength, int? MaxLength, string? Pattern, string? Const) : ValueModel
{
    /// <summary>The pattern as the schema has it (ECMA-262), or null.</summary>
    public string? WrittenPattern { get; init; }
}

internal sealed record BooleanValue(bool? Const) : ValueModel;

internal sealed record IntegerValue(RangeModel Range, long? Const) : ValueModel;

internal sealed record NumberValue(RangeModel Range) : ValueModel;

/// <summary>Money as text.</summary>
internal sealed record DecimalTextValue(RangeModel Range) : ValueModel;

internal sealed record DateTimeValue : ValueModel;

/// <summary>A date in a custom format.</summary>
/// <param name="Format">The format of .NET.</param>
/// <param name="OffsetMinutes">The offset of the place whose time it is, where it is fixed.</param>
/// <param name="Zone">The IANA name of the place's zone, where its offset is not fixed; otherwise null.</param>
internal sealed record DateTextValue(string Format, int OffsetMinutes, string? Zone) : ValueModel;

internal sealed record DateValue : ValueModel;

internal sealed record TimeValue : ValueModel;

internal sealed record UuidValue : ValueModel;

internal sealed record EnumValue(string TypeName, bool Closed, bool Integer) : ValueModel;

internal sealed record ObjectValue(string TypeName) : ValueModel;

internal sealed record ArrayValue(ElementModel Item, int MinItems, int? MaxItems) : ValueModel;

internal sealed record MapValue(ElementModel Item) : ValueModel;

internal sealed record AnyValue : ValueModel;

/// <summary>The value of an array's item or a map's entry.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Nullable">Whether null is taken too.</param>
/// <param name="Coerce">Whether the other notation is taken too.</param>
/// <param name="Check">The test of what typed reading leaves; empty when that is nothing.</param>
internal sealed record ElementModel(ValueModel Value, bool Nullable, bool Coerce, string Check = CheckModel.True)
{
    /// <summary>The types of a value that is kept as data, where the schema states some; null is one of them where it is allowed.</summary>
    public EquatableArray<string> Types { get; init; }
}

/// <summary>Bounds as invariant decimal texts; null where there is none.</summary>
internal sealed record RangeModel(string? Minimum, string? Maximum, bool ExclusiveMinimum, bool ExclusiveMaximum, string? MultipleOf)
{
    public static RangeModel None { get; } = new(null, null, false, false, null);
}

internal sealed record MemberModel(
    string JsonName,
    string Name,
    ElementModel Element,
    bool Required,
    bool Sensitive,
    bool Deprecated,
    string? Description
)
{
    /// <summary>Whether the C# member may be null: it may be absent, or its value may be null.</summary>
    public bool Nullable => !Required || Element.Nullable;
}

/// <summary>An object of the payload: a sealed record.</summary>
internal sealed record ObjectModel(string TypeName, string? Description, EquatableArray<MemberModel> Members, bool RefusesUnknown)
    : IEquatable<ObjectModel>
{
    /// <summary>The test of what typed reading leaves; empty when that is nothing.</summary>
    public string Check { get; init; } = CheckModel.True;

    /// <summary>Whether an empty array is read as the empty object.</summary>
    public bool Coerce { get; init; }

    /// <summary>Whether the payload is no object, so that its one member is the whole of it.</summary>
    public bool IsValue { get; init; }
}

internal sealed record EnumModel(string TypeName, string? Description, bool Closed, bool Integer, EquatableArray<EnumCaseModel> Cases);

/// <summary>One listed value: its text on the wire and its C# name.</summary>
internal sealed record EnumCaseModel(string Text, string Name);

/// <summary>Events: records told apart by the constant of one member.</summary>
internal sealed record EventsModel(string TypeName, string Discriminator, EquatableArray<EventCaseModel> Cases, string UnknownTypeName);

internal sealed record EventCaseModel(string Const, string TypeName);

namespace CallbackGen.Generator.Model;

/// <summary>The schema of a value, independent of the member or array that contains it.</summary>
internal abstract record ValueModel;

/// <summary>A text. Its pattern is translated for .NET.</summary>
internal sealed record TextValue(int MinLength, int? MaxLength, string? Pattern, string? Const) : ValueModel
{
    /// <summary>Gets the pattern as written in the schema (ECMA-262), or null.</summary>
    public string? WrittenPattern { get; init; }
}

internal sealed record BooleanValue(bool? Const) : ValueModel;

internal sealed record IntegerValue(RangeModel Range, long? Const) : ValueModel;

internal sealed record NumberValue(RangeModel Range) : ValueModel;

/// <summary>Money as text.</summary>
internal sealed record DecimalTextValue(RangeModel Range) : ValueModel;

internal sealed record DateTimeValue : ValueModel;

/// <summary>A date in a custom format.</summary>
/// <param name="Format">The .NET format string.</param>
/// <param name="OffsetMinutes">The UTC offset of the local time in minutes, where it is fixed.</param>
/// <param name="Zone">The IANA name of the time zone, where its offset is not fixed; otherwise null.</param>
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
/// <param name="Value">The model of the value.</param>
/// <param name="Nullable">Whether null is accepted too.</param>
/// <param name="Coerce">Whether the other notation is accepted too.</param>
/// <param name="Check">The test of the keywords that typed reading does not enforce; <see cref="CheckModel.True"/> without any.</param>
internal sealed record ElementModel(ValueModel Value, bool Nullable, bool Coerce, string Check = CheckModel.True)
{
    /// <summary>
    /// Gets the JSON types of a value that is stored as data, where the schema states some; null is among them where it is allowed.
    /// </summary>
    public EquatableArray<string> Types { get; init; }
}

/// <summary>Bounds as invariant decimal texts, or null.</summary>
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
    /// <summary>Gets whether the C# member may be null: the member may be absent, or its value may be null.</summary>
    public bool Nullable => !Required || Element.Nullable;
}

/// <summary>An object of the payload: a sealed record.</summary>
internal sealed record ObjectModel(string TypeName, string? Description, EquatableArray<MemberModel> Members, bool RefusesUnknown)
    : IEquatable<ObjectModel>
{
    /// <summary>Gets the test of the keywords that typed reading does not enforce; <see cref="CheckModel.True"/> without any.</summary>
    public string Check { get; init; } = CheckModel.True;

    /// <summary>Gets whether an empty array is read as the empty object.</summary>
    public bool Coerce { get; init; }

    /// <summary>Gets whether the payload is not an object, so that the record's only member is the whole payload.</summary>
    public bool IsValue { get; init; }
}

internal sealed record EnumModel(string TypeName, string? Description, bool Closed, bool Integer, EquatableArray<EnumCaseModel> Cases);

/// <summary>A listed value: its text on the wire and its C# name.</summary>
internal sealed record EnumCaseModel(string Text, string Name);

/// <summary>Events: records that the constant of one member, or a value of the request, distinguishes.</summary>
/// <param name="TypeName">The record of all events.</param>
/// <param name="Discriminator">The member; empty where a value of the request names the event.</param>
/// <param name="Cases">The listed events.</param>
/// <param name="UnknownTypeName">The record of an event that is not listed.</param>
internal sealed record EventsModel(string TypeName, string Discriminator, EquatableArray<EventCaseModel> Cases, string UnknownTypeName)
{
    /// <summary>The C# member with the text that named the event, where that is not a member of the payload.</summary>
    public const string NameMember = "EventName";

    /// <summary>Gets the value of the request that names the event; null where a member of the payload does.</summary>
    public SourceModel? From { get; init; }

    /// <summary>Gets whether a signature covers the payload, and not the value that names the event.</summary>
    public bool IsNameUnsigned { get; init; }
}

/// <summary>A listed event.</summary>
/// <param name="Texts">The texts that name it.</param>
/// <param name="TypeName">Its record.</param>
internal sealed record EventCaseModel(EquatableArray<string> Texts, string TypeName)
{
    /// <summary>Gets why its payload does not show that it is this event, where nothing else that is signed does; otherwise null.</summary>
    public string? Doubt { get; init; }
}

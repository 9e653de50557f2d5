using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Readings;

/// <summary>
/// The texts that a value of a message may have: those that the run time takes for the member as it is declared, or more.
/// </summary>
internal sealed class ValueTexts(VerifyContext context)
{
    private const string AnyNumber = @"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?\z";

    /// <summary>RFC 3339, section 5.6, <c>partial-time</c>: nothing but its digits says where a fraction ends.</summary>
    private const string TimeOfDay = @"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?";

    private const string Zone = @"(?:[zZ]|[+\-][0-9]{2}:[0-9]{2})";

    private const string Day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    private static readonly TextSet Number = PatternTexts.Of(AnyNumber);

    public TextSet Of(TermModel term)
    {
        var pointer = Pointer(term.Source);
        if (term.Filters.Count == 0)
            return pointer is null ? TextSet.Any : OfMember(pointer);
        var texts = OfFilters(term.Filters);
        return pointer is not null && context.Map.IsNeverNull(pointer) ? texts : texts.OrEmpty();
    }

    /// <summary>The texts that the last of some filters gives.</summary>
    public static TextSet OfFilters(EquatableArray<FilterModel> filters)
    {
        // Case changes nothing about how long a text is, and the patterns of these filters leave it open.
        var last = filters.LastOrDefault(filter => filter.Name is not ("lower" or "upper")) ?? filters[0];
        var given = Filters.All[last.Name].Texts;
        return given is not null ? PatternTexts.Of(given)
            : last.Name == "escape" ? Escaped(last.Arguments[0][0])
            : TextSet.Any;
    }

    /// <summary>Whether a source is the body as a whole, which is one JSON object or array: no beginning of one is one, and no end.</summary>
    public bool IsJsonBody(TermModel term) =>
        term is { Source.Kind: SourceKind.RawBody, Filters.Count: 0 } && IsJsonPayload && (context.Payload.Pointer.Length > 0 || RootIsObject);

    /// <summary>Whether a part of the body is written as an object, whatever stands there.</summary>
    public bool IsJsonObject(JsonPart json) =>
        json.Members is not null || json.Except.Count > 0 || json.Added.Count > 0
        || (IsJsonPayload && json.Root == context.Payload.Pointer && RootIsObject);

    private bool IsJsonPayload => context.JsonOnly && context.Payload is { IsToken: false, Text: null };

    private bool RootIsObject => context.Map.Roots.Count > 0 && context.Map.Roots.All(root => !root.IsValue
        || root.Members[0].Element is { Nullable: false, Value: ObjectValue or ArrayValue or MapValue });

    private string? Pointer(SourceModel source) =>
        source.Kind == SourceKind.Query && context.QueryOnly && context.Payload is { IsToken: false, Text: null }
            ? JsonPointer.Of(source.Name)
            : Coverage.ToPayload(source, context.Payload);

    private TextSet OfMember(string pointer)
    {
        var found = context.Map.FindAll(pointer);
        if (found is null)
            return TextSet.Any;
        var texts = TextSet.OneOf(found.Select(member => OfValue(member.Element)));
        return context.Map.IsNeverNull(pointer) && !found.Any(member => member.Element.Coerce) ? texts : texts.OrEmpty();
    }

    private TextSet OfValue(ElementModel element) => element.Value switch
    {
        TextValue text => OfText(text),
        EnumValue { Closed: true, Integer: false } listed => TextSet.OneOf(context.Map.EnumTexts(listed.TypeName).Select(TextSet.Of)),
        IntegerValue or NumberValue or DecimalTextValue or EnumValue { Closed: true, Integer: true } => Number,
        BooleanValue => PatternTexts.Of(element.Coerce ? @"^(?:[a-zA-Z]{2,5}|[01])\z" : @"^(?:true|false)\z"),
        UuidValue => PatternTexts.Of(@"^[0-9a-fA-F\-]{36}\z"),
        DateValue => PatternTexts.Of($@"^{Day}\z"),
        TimeValue => PatternTexts.Of($@"^{TimeOfDay}\z"),
        DateTimeValue => PatternTexts.Of($@"^{Day}[tT]{TimeOfDay}{Zone}\z"),
        _ => TextSet.Any,
    };

    private static TextSet OfText(TextValue text) =>
        text.Const is { } constant ? TextSet.Of(constant)
        : text.Pattern is { } pattern ? PatternTexts.Of(pattern)
        : text.MaxLength == text.MinLength && text.MinLength <= 64 ? PatternTexts.Of($@"^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF]){{{text.MinLength}}}\z")
        : TextSet.Any;

    private static TextSet Escaped(char escaped) =>
        PatternTexts.Of($@"^(?:[^\u{(int)escaped:X4}\\]|\\[\u0000-\uFFFF])*\z");
}

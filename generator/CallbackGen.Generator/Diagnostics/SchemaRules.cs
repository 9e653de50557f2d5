using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>
/// The rules for schema files, each with its own id. Rules tagged <see cref="Structural"/> are also stated by the
/// meta-schema, callback.schema.json.
/// </summary>
// This file is a list with one member for each rule.
internal static class SchemaRules
{
    public const string Structural = "Structural";

    private const string Category = "CallbackGen.Schema";

    public static readonly DiagnosticDescriptor NotJson = Rule(
        "CBG0001",
        "A schema file must be JSON",
        "The schema file is not JSON: {0}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor DuplicateMember = Rule(
        "CBG0002",
        "A member must occur once",
        "The member \"{0}\" occurs twice in this object; remove one",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor UnknownKeyword = Rule(
        "CBG0003",
        "A keyword must be known",
        "\"{0}\" is not a keyword of {1}{2}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor UnsupportedKeyword = Rule(
        "CBG0004",
        "A keyword must be supported",
        "\"{0}\" is not supported here; {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor WrongKind = Rule(
        "CBG0005",
        "A keyword must have a value of its kind",
        "\"{0}\" must be {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor MissingKeyword = Rule(
        "CBG0006",
        "A required keyword must be present",
        "\"{0}\" is missing: {1} needs it",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor NotAllowedValue = Rule(
        "CBG0007",
        "A keyword must have one of its allowed values",
        "The value of \"{0}\" must be {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor DoesNotApply = Rule(
        "CBG0008",
        "A keyword must apply to the declared type",
        "\"{0}\" does not apply to {1}; remove it",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor UnresolvedReference = Rule(
        "CBG0010",
        "A $ref must refer to a definition",
        "\"{0}\" refers to no schema in this file, and other files are not read; write \"#/$defs/Name\" and define Name under \"$defs\""
    );

    public static readonly DiagnosticDescriptor EndlessReference = Rule(
        "CBG0011",
        "A $ref must resolve to a type",
        "\"{0}\" refers only to itself, so it has no type; declare a type in one of the definitions"
    );

    public static readonly DiagnosticDescriptor UndeclaredRequired = Rule(
        "CBG0012",
        "A required member must be declared",
        "\"{0}\" is required but not declared under \"properties\"; declare it or remove it from \"required\"{1}"
    );

    public static readonly DiagnosticDescriptor BadEnum = Rule(
        "CBG0013",
        "An enum must list distinct values of its type",
        "The enum {0}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor BadNames = Rule("CBG0014", "Names must fit the enum", "The names of the enum {0}");

    public static readonly DiagnosticDescriptor BadPattern = Rule(
        "CBG0015",
        "A pattern must be a regular expression that can be translated",
        "The pattern cannot be used: {0}"
    );

    public static readonly DiagnosticDescriptor BadDate = Rule(
        "CBG0016",
        "A date format and its zone must be usable",
        "This date format cannot be used: {0}"
    );

    public static readonly DiagnosticDescriptor EmptyRange = Rule(
        "CBG0017",
        "A minimum must not exceed its maximum",
        "No value satisfies \"{0}\" and \"{1}\" together; correct one of them"
    );

    public static readonly DiagnosticDescriptor BadEvents = Rule(
        "CBG0018",
        "One constant member must distinguish events",
        "Events cannot be distinguished: {0}"
    );

    public static readonly DiagnosticDescriptor FormNeedsCoerce = Rule(
        "CBG0019",
        "A typed member that arrives as text must coerce",
        "\"{0}\" is {1}, but this feed also arrives as a {2}, where every value is text: add \"coerce\": true"
    );

    public static readonly DiagnosticDescriptor CannotArriveInForm = Rule(
        "CBG0020",
        "A required object or array cannot arrive in a form or query",
        "\"{0}\" is required but {1} cannot arrive in a {2}: remove it from \"required\", or receive JSON only"
    );

    public static readonly DiagnosticDescriptor BadIdentifier = Rule(
        "CBG0021",
        "A C# name must be an identifier",
        "\"{0}\" cannot be converted to a C# identifier: use letters and digits, beginning with a letter (a capital for \"csharpName\")",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor ConstType = Rule(
        "CBG0022",
        "A constant must be of the declared type",
        "The constant {0} is not of the type {1}; change one of them",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor TooLarge = Rule(
        "CBG0023",
        "A payload must be small enough to be compiled",
        "The payload cannot be compiled: {0}"
    );

    public static readonly DiagnosticDescriptor OnlyTyped = Rule(
        "CBG0024",
        "A keyword of typed reading must be on a typed member",
        "\"{0}\" has no effect here: the schema is a check, not the type of a member; state it where the member is declared"
    );

    public static readonly DiagnosticDescriptor NoEffect = Rule(
        "CBG0025",
        "A keyword should have an effect",
        "\"{0}\" has no effect without \"{1}\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor UntypedObject = Rule(
        "CBG0026",
        "A schema with properties should declare the type object",
        "Without \"type\": \"object\" next to \"{0}\" a value of another type is accepted too, and the C# type is JsonElement "
            + "instead of a record",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor DuplicateName = Rule(
        "CBG0027",
        "An $id or $anchor must name one schema",
        "\"{0}\" already names another schema of this file; rename one of them"
    );

    public static readonly DiagnosticDescriptor BadSource = Rule(
        "CBG0030",
        "A source must be one that the language knows",
        "\"{0}\" is not a source: {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor BadTemplate = Rule(
        "CBG0031",
        "A template must be well-formed",
        "The template cannot be read: {0}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor BadFilter = Rule(
        "CBG0032",
        "A filter must be one that the language knows",
        "The filter \"{0}\" {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor UnknownKey = Rule(
        "CBG0033",
        "A key must be declared",
        "No key \"{0}\" is declared under \"keys\"; declare it or name one that is{1}"
    );

    public static readonly DiagnosticDescriptor UnusedKey = Rule(
        "CBG0034",
        "A declared key should be used",
        "The key \"{0}\" is declared but \"verify\" does not use it; remove it or name it there",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor BadDuration = Rule(
        "CBG0035",
        "A duration must be one of ISO 8601",
        "\"{0}\" is not a duration such as \"PT5M\" or \"PT90S\"",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor BadPointer = Rule("CBG0036", "A pointer must refer to a declared member", "\"{0}\" {1}");

    public static readonly DiagnosticDescriptor UnsignedUse = Rule(
        "CBG0037",
        "A role or idempotency key must use signed members",
        "\"{0}\" is not covered by the signature: whoever has seen one callback could choose it; name a signed member"
    );

    public static readonly DiagnosticDescriptor NoAlgorithm = Rule(
        "CBG0038",
        "The algorithm must be pinned",
        "\"algorithms\" must list at least one algorithm; without it the sender would choose",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor WeakAlgorithm = Rule(
        "CBG0039",
        "A weak algorithm should be avoided",
        "{0} is weak; if the provider offers nothing better, give the reason in \"weak\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor NoDelimiter = Rule(
        "CBG0040",
        "Signed values should be joined by a delimiter",
        "{0}, so two payloads can have the same signature; join values by a text that none of them can contain, give one a "
            + "\"pattern\" or \"format\" that determines its end, or, if the provider signs in this way, give the reason in "
            + "\"undelimited\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor DelimiterInValue = Rule(
        "CBG0041",
        "A signed text member may contain the delimiter",
        "A callback whose \"{0}\" contains \"{1}\" will be refused, because its signature would be ambiguous",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor LongTolerance = Rule(
        "CBG0042",
        "A time window must be plausible",
        "This time is not plausible: {0}"
    );

    public static readonly DiagnosticDescriptor DuplicateFeed = Rule(
        "CBG0043",
        "A feed must have a unique name",
        "The feed {0} is also declared in {1}; give one of them another \"provider\" or \"feed\""
    );

    public static readonly DiagnosticDescriptor BadTest = Rule(
        "CBG0044",
        "A test must fit its feed",
        "The test does not fit its feed: {0}"
    );

    public static readonly DiagnosticDescriptor AmbiguousMediaType = Rule(
        "CBG0085",
        "A media type must choose one content",
        "{0} would choose {1} as well as {2}, and its type is not signed: list it in one of them"
    );

    public static readonly DiagnosticDescriptor UnsettledCharset = Rule(
        "CBG0086",
        "A charset must leave one reading",
        "The charset is ambiguous: {0}"
    );

    public static readonly DiagnosticDescriptor PayloadMismatch = Rule(
        "CBG0045",
        "The payload must be where the scheme puts it",
        "Content and transport do not fit: {0}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor NothingSigned = Rule(
        "CBG0046",
        "The message must contain a value of the request",
        "The message contains no value of the request, so one signature is valid for every callback; sign the body or members of it"
    );

    public static readonly DiagnosticDescriptor PartlyCovered = Rule(
        "CBG0047",
        "The signature should cover every member",
        "The signature does not cover {0}: the feed yields Authenticated<{1}>, not Verified<{1}>{2}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SignedTogether = Rule(
        "CBG0090",
        "Members should be signed individually",
        "The signature covers {0} as one text, so characters can be moved between them, and none of them is signed individually; a "
            + "\"pattern\", closed \"enum\" or \"format\" that determines the end of one would cover the others, and an "
            + "\"idempotencyKey\" may name all of them in this order",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor DuplicateTransport = Rule(
        "CBG0048",
        "A transport should be listed once",
        "{0} with {1} is listed twice; remove one"
    );

    public static readonly DiagnosticDescriptor WrongKeyKind = Rule(
        "CBG0049",
        "A key must be of the kind that its scheme needs",
        "The key \"{0}\" {1}"
    );

    public static readonly DiagnosticDescriptor NoSecret = Rule(
        "CBG0050",
        "A digest must mix in a secret",
        "The message of a digest must mix in a secret key by the source key:name; without one anyone can compute it"
    );

    public static readonly DiagnosticDescriptor LegacyDigest = Rule(
        "CBG0051",
        "A plain digest should give way to an HMAC",
        "A plain digest over a message that contains the secret is weaker than an HMAC; ask the provider for a newer scheme",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor AlternativePayload = Rule(
        "CBG0052",
        "A payload must fit its scheme and transport",
        "The payload does not fit its scheme: {0}"
    );

    public static readonly DiagnosticDescriptor UnsignedTime = Rule(
        "CBG0053",
        "A time must be signed",
        "\"{0}\" is not part of the message, so anyone could change the time of an old callback; add it to \"message\", or remove "
            + "\"timestamp\""
    );

    public static readonly DiagnosticDescriptor WrongTokenAlgorithm = Rule(
        "CBG0054",
        "A token's algorithms must prove something, by keys of one kind",
        "The algorithm \"{0}\" {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor MissingPackage = Rule(
        "CBG0055",
        "The package that a scheme needs must be referenced",
        "{1} is verified by the package {0}: add it to the project; until then every callback of this feed is refused"
    );

    public static readonly DiagnosticDescriptor UnsignedSelection = Rule(
        "CBG0060",
        "A feed must be selected by signed values",
        "\"{0}\" is not determined by the feed's signature: {1}, so a record of another feed would be accepted as one of this feed; "
            + "select by a signed value, or, if the provider offers none, give the reason in \"unsigned\""
    );

    public static readonly DiagnosticDescriptor SharedSelection = Rule(
        "CBG0061",
        "Feeds of one provider should be distinguishable",
        "{0}; require different values of one source, or require of each a member that the other does not declare",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor AnswerSource = Rule(
        "CBG0062",
        "An answer must contain only values that it may disclose",
        "This answer cannot be sent: \"{0}\" {1}"
    );

    public static readonly DiagnosticDescriptor Oracle = Rule(
        "CBG0063",
        "An answer must not sign callbacks",
        "The code \"{0}\" may be the signature of a callback{1} that an attacker forges: add a constant to its message that no "
            + "callback's message has at that position, declare the signed values of callbacks with a \"pattern\" that always "
            + "contains a text that no token contains (a token consists of letters, digits and -._~+/=), such as a line break, use "
            + "another key, or, if the provider requires this, give the reason in \"oracle\""
    );

    public static readonly DiagnosticDescriptor VainCondition = Rule(
        "CBG0064",
        "A condition should be satisfiable by the payload",
        "No request is selected by \"{0}\": {1}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor UntoldHandshake = Rule(
        "CBG0067",
        "A handshake must be distinguishable from callbacks",
        "Callbacks arrive by {0} too, and all of them would be answered as handshakes without reaching a handler; give in \"when\" a "
            + "condition that only the handshake satisfies"
    );

    public static readonly DiagnosticDescriptor MissingAlgorithm = Rule(
        "CBG0070",
        "An algorithm must be one that this runtime has",
        "\"{0}\" is not supported: {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor AmbiguousAlternatives = Rule(
        "CBG0071",
        "Alternatives with one key should not sign messages that can be confused",
        "The alternatives {0} and {1} sign different messages with one key, so one signature may be valid for two payloads; if the "
            + "provider does so, give the reason in \"undelimited\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedKeyTexts = Rule(
        "CBG0072",
        "Feeds with one key should not sign texts that can be confused",
        "A text such as {0} may be signed with the key \"{1}\" for this feed and for {2}, so a callback of one feed may be accepted "
            + "as one of the other; let each sign a member with its own constant (\"const\", a closed \"enum\" or \"select\"), "
            + "declare two keys if there are two, or, if the provider signs in this way, give the reason in \"sharedKey\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedKeyRecords = Rule(
        "CBG0073",
        "Feeds with one key should not sign records that can be confused",
        "This feed and {2} sign whole records with the key \"{1}\", and their records cannot be distinguished, so a callback of one "
            + "feed may be accepted as one of the other; let each require a member that the other does not declare, or its own "
            + "constant (\"const\", a closed \"enum\" or \"select\"), declare two keys if there are two, or, if the provider signs "
            + "in this way, give the reason in \"sharedKey\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedKeyDelimiter = Rule(
        "CBG0074",
        "Feeds with one key should differ in more than a delimiter",
        "Only the delimiter distinguishes this feed from {2} under the key \"{1}\": the provider may sign a value that contains it "
            + "for one feed, as in {0}, and the other feed would accept that; let each sign a member with its own constant, or give "
            + "in \"sharedKey\" the reason why no value contains it",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SharedSecret = Rule(
        "CBG0075",
        "A configured value must be a secret in all files or in none",
        "\"{0}\" is {1}, which reads it from the same configuration path: a value that is not secret may be short, known and sent in "
            + "answers, and anyone who has it could sign for the feed that treats it as secret; give two values different names, or "
            + "declare \"secret\" in the same way"
    );

    public static readonly DiagnosticDescriptor UnsignedLookup = Rule(
        "CBG0056",
        "The member by which a key is looked up should be signed",
        "\"{0}\" determines the key and is not signed: the owner of one account's key can send callbacks in the name of another; "
            + "sign it, or trust the callback only about the account of its key",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SensitiveUse = Rule(
        "CBG0080",
        "A role or idempotency key should not use sensitive members",
        "\"{0}\" is sensitive, and the values of roles and idempotency keys are stored, logged and shown; name another member, or "
            + "remove \"sensitive\" from this one",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor ValueInMarkup = Rule(
        "CBG0081",
        "A value may be inserted only into an answer of text or JSON",
        "\"{0}\" would be sent literally: no value of the request is inserted into an answer of the type {1}, where it could be "
            + "code; answer with text/plain, or write the body as an object, which is answered as JSON"
    );

    public static readonly DiagnosticDescriptor UnsureKey = Rule(
        "CBG0082",
        "An idempotency key must have a member that is always present",
        "No member of the {1} is always present in {0}: all callbacks without them would be one event, and only the first would be "
            + "handled; make one of them required and not null, or name one that is"
    );

    public static readonly DiagnosticDescriptor ConstantKey = Rule(
        "CBG0083",
        "An idempotency key should have a member that differs between events",
        "The only members of the {1} that are always present in {0} are constant: all callbacks may be one event, and only the first "
            + "would be handled; name a required member that differs between events",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor RunawayPattern = Rule(
        "CBG0084",
        "A pattern should not cause excessive backtracking",
        "A text can be constructed for which this pattern takes too long, because {0} is matched by backtracking: the callback is "
            + "then refused, and its other patterns are not checked; write the repetitions so that a text matches them in only one "
            + "way{1}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedEvent = Rule(
        "CBG0087",
        "Feeds that share an event must make one key of it",
        "The event cannot be shared: {0}"
    );

    public static readonly DiagnosticDescriptor StatusOutsideKey = Rule(
        "CBG0088",
        "The key of a payment should contain its status",
        "The status \"{0}\" is not part of the key, so a payment that changes from pending to paid has one key, and its second "
            + "callback is a conflict with the first or a duplicate of it; {1}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor NothingToConfirm = Rule(
        "CBG0089",
        "A confirmed key must be of a feed with unsigned members",
        "The signature covers every member, so \"idempotencyKey\" identifies the event and there is nothing to confirm; name its "
            + "members there, and remove \"confirmedKey\""
    );

    public static readonly DiagnosticDescriptor NeverAcknowledged = Rule(
        "CBG0091",
        "Unreadable callbacks should be acknowledged where that is possible",
        "No callback is acknowledged by \"unreadable\": {0}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor AlikeNames = Rule(
        "CBG0092",
        "Listed values should have distinguishable names",
        "The values {0} become {1} in C#, which are hard to distinguish; list only one of them if they mean the same, or name each "
            + "in \"names\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor OtherFileName = Rule(
        "CBG0093",
        "A schema file should be named as its feed",
        "This file declares the feed {0} , but its name differs; rename it to {1}, or correct \"provider\" and \"feed\" if it was copied",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor UncheckedTime = Rule(
        "CBG0094",
        "A signed time should be checked",
        "\"{0}\" is signed, but its age is not checked, so an old callback is accepted whenever it is sent again; write "
            + "\"timestamp\": {{ \"from\": \"{0}\", \"unit\": \"seconds\", \"tolerance\": \"PT5M\" }} next to \"message\"",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor UnshownEvent = Rule(
        "CBG0095",
        "The payload should show which event it is",
        "The signature does not cover {0}, and the payload does not show that it is {1}: {2}, so an attacker can send a genuine payload of "
            + "another event as this one; {3}",
        DiagnosticSeverity.Info
    );

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        NotJson,
        DuplicateMember,
        UnknownKeyword,
        UnsupportedKeyword,
        WrongKind,
        MissingKeyword,
        NotAllowedValue,
        DoesNotApply,
        UnresolvedReference,
        EndlessReference,
        UndeclaredRequired,
        BadEnum,
        BadNames,
        BadPattern,
        BadDate,
        EmptyRange,
        BadEvents,
        FormNeedsCoerce,
        CannotArriveInForm,
        BadIdentifier,
        ConstType,
        TooLarge,
        OnlyTyped,
        NoEffect,
        UntypedObject,
        DuplicateName,
        BadSource,
        BadTemplate,
        BadFilter,
        UnknownKey,
        UnusedKey,
        BadDuration,
        BadPointer,
        UnsignedUse,
        NoAlgorithm,
        WeakAlgorithm,
        NoDelimiter,
        DelimiterInValue,
        LongTolerance,
        DuplicateFeed,
        BadTest,
        PayloadMismatch,
        NothingSigned,
        PartlyCovered,
        SignedTogether,
        DuplicateTransport,
        WrongKeyKind,
        NoSecret,
        LegacyDigest,
        AlternativePayload,
        UnsignedTime,
        WrongTokenAlgorithm,
        MissingPackage,
        UnsignedSelection,
        SharedSelection,
        AnswerSource,
        Oracle,
        VainCondition,
        MissingAlgorithm,
        AmbiguousAlternatives,
        SharedKeyTexts,
        SharedKeyRecords,
        SharedKeyDelimiter,
        SharedSecret,
        UnsignedLookup,
        SensitiveUse,
        ValueInMarkup,
        UntoldHandshake,
        UnsureKey,
        ConstantKey,
        RunawayPattern,
        AmbiguousMediaType,
        UnsettledCharset,
        SharedEvent,
        StatusOutsideKey,
        NothingToConfirm,
        NeverAcknowledged,
        AlikeNames,
        OtherFileName,
        UncheckedTime,
        UnshownEvent,
    ];

    private static DiagnosticDescriptor Rule(
        string id,
        string title,
        string message,
        DiagnosticSeverity severity = DiagnosticSeverity.Error,
        string? tag = null
    ) =>
        new(
            id,
            title,
            message,
            Category,
            severity,
            isEnabledByDefault: true,
            helpLinkUri: RulePages.OfSchema(id, title),
            customTags: tag is null ? [] : [tag]
        );
}

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
        "A member must stand once",
        "The member \"{0}\" stands twice in this object; remove one",
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
        "A keyword must have one of its values",
        "The value of \"{0}\" must be {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor DoesNotApply = Rule(
        "CBG0008",
        "A keyword must apply to the type beside it",
        "\"{0}\" does not apply to {1}; remove it",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor UnresolvedReference = Rule(
        "CBG0010",
        "A $ref must lead to a definition",
        "\"{0}\" leads to no schema in this file, and other files are not read; write \"#/$defs/Name\" and define Name under \"$defs\""
    );

    public static readonly DiagnosticDescriptor EndlessReference = Rule(
        "CBG0011",
        "A $ref must lead to a type",
        "\"{0}\" leads only back to itself, so that it has no type; let one of the definitions say what the value is"
    );

    public static readonly DiagnosticDescriptor UndeclaredRequired = Rule(
        "CBG0012",
        "A required member must be declared",
        "\"{0}\" is required but not declared under \"properties\"; declare it or take it out of \"required\"{1}"
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
        "Events must be told apart by one constant member",
        "Events cannot be told apart: {0}"
    );

    public static readonly DiagnosticDescriptor FormNeedsCoerce = Rule(
        "CBG0019",
        "A typed member that arrives as text must coerce",
        "\"{0}\" is {1}, but this feed also arrives as a {2}, where every value is text: add \"coerce\": true"
    );

    public static readonly DiagnosticDescriptor CannotArriveInForm = Rule(
        "CBG0020",
        "A required object or array cannot arrive in a form or query",
        "\"{0}\" is required but {1} cannot arrive in a {2}: take it out of \"required\", or receive JSON only"
    );

    public static readonly DiagnosticDescriptor BadIdentifier = Rule(
        "CBG0021",
        "A C# name must be an identifier",
        "\"{0}\" gives no C# identifier: use letters and digits, beginning with a letter (a capital for \"csharpName\")",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor ConstType = Rule(
        "CBG0022",
        "A constant must be of the type beside it",
        "The constant {0} is not of the type {1}; change one of them",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor TooLarge = Rule(
        "CBG0023",
        "A payload must be of a size that can be compiled",
        "The payload cannot be compiled: {0}"
    );

    public static readonly DiagnosticDescriptor OnlyTyped = Rule(
        "CBG0024",
        "A keyword of typed reading must stand where values are read",
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
        "An object should say that it is one",
        "Without \"type\": \"object\" beside \"{0}\" a value that is no "
            + "object is accepted too, and C# gets a JsonElement instead of a record",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor DuplicateName = Rule(
        "CBG0027",
        "An $id or $anchor must name one schema",
        "\"{0}\" already names another schema of this file; name one of them otherwise"
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

    public static readonly DiagnosticDescriptor BadPointer = Rule("CBG0036", "A pointer must lead to a declared member", "\"{0}\" {1}");

    public static readonly DiagnosticDescriptor UnsignedUse = Rule(
        "CBG0037",
        "A role or idempotency key must stand on signed members",
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
        "{0} is weak; if the provider offers nothing better, say so in \"weak\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor NoDelimiter = Rule(
        "CBG0040",
        "Signed values should be joined by a delimiter",
        "{0}, so that two payloads can carry one signature; join values by a text that none can hold, "
            + "give one a \"pattern\" or \"format\" that says where it ends, "
            + "or, if the provider really signs so, say why in \"undelimited\"",
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
        "A time window must make sense",
        "This time makes no sense: {0}"
    );

    public static readonly DiagnosticDescriptor DuplicateFeed = Rule(
        "CBG0043",
        "A feed must have a name of its own",
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
        "The charset is not settled: {0}"
    );

    public static readonly DiagnosticDescriptor PayloadMismatch = Rule(
        "CBG0045",
        "The payload must be where the scheme puts it",
        "Content and transport do not fit: {0}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor NothingSigned = Rule(
        "CBG0046",
        "The message must hold something of the request",
        "What is signed holds nothing of the request, so that one signature fits every callback; sign the body or members of it"
    );

    public static readonly DiagnosticDescriptor PartlyCovered = Rule(
        "CBG0047",
        "Some members lie outside the signature",
        "The signature does not cover {0}: the feed yields Authenticated<{1}>, not Verified<{1}>{2}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SignedTogether = Rule(
        "CBG0090",
        "Members should be signed one by one",
        "The signature covers {0} as one text, so that characters can be moved between them and each by itself is unsigned; "
            + "a \"pattern\", closed \"enum\" or \"format\" that says where one ends would "
            + "cover the others, and an \"idempotencyKey\" may name all of them in this order",
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
        "The message of a digest must mix in a secret key by the source key:name; without one anybody can make it"
    );

    public static readonly DiagnosticDescriptor LegacyDigest = Rule(
        "CBG0051",
        "A plain digest should give way to an HMAC",
        "A plain digest over a message that holds the secret is weaker than an HMAC; ask the provider for a newer scheme",
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
        "\"{0}\" is not part of the message, so that anybody could renew the time of an old callback; "
            + "take it into \"message\", or remove \"timestamp\""
    );

    public static readonly DiagnosticDescriptor WrongTokenAlgorithm = Rule(
        "CBG0054",
        "A token's algorithms must prove something, by keys of one kind",
        "The algorithm \"{0}\" {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor MissingPackage = Rule(
        "CBG0055",
        "The package that a scheme needs must be there",
        "{1} is verified by the package {0}: add it to the project; until then every callback of this feed is refused"
    );

    public static readonly DiagnosticDescriptor UnsignedSelection = Rule(
        "CBG0060",
        "A feed must be selected by what it signs",
        "\"{0}\" is not settled by the feed's signature: {1}, so that a record of another feed passes as one of this; "
            + "select by a signed place, or, where the provider leaves no other, say why in \"unsigned\""
    );

    public static readonly DiagnosticDescriptor SharedSelection = Rule(
        "CBG0061",
        "Feeds of one provider should be told apart",
        "{0}; let one place have different values, or ask each for a member that the other does not declare",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor AnswerSource = Rule(
        "CBG0062",
        "An answer must hold what it may repeat",
        "This answer cannot be sent: \"{0}\" {1}"
    );

    public static readonly DiagnosticDescriptor Oracle = Rule(
        "CBG0063",
        "An answer must not sign callbacks",
        "The code \"{0}\" may be the signature of a callback{1} that the sender makes up: put a constant into "
            + "its message that no callback's message has so, declare what callbacks sign with a \"pattern\" of "
            + "something that is always there and that no token holds (a token is of letters, digits and -._~+/=), "
            + "such as a line break, take another key, or, where the provider leaves no choice, say why in \"oracle\""
    );

    public static readonly DiagnosticDescriptor VainCondition = Rule(
        "CBG0064",
        "A condition should be one that the payload can satisfy",
        "No request is selected by \"{0}\": {1}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor UntoldHandshake = Rule(
        "CBG0067",
        "A handshake must be told from callbacks",
        "Callbacks arrive by {0} too, and all of them would be answered as "
            + "handshakes and handled by nobody; say in \"when\" what tells the handshake"
    );

    public static readonly DiagnosticDescriptor MissingAlgorithm = Rule(
        "CBG0070",
        "An algorithm must be one that this runtime has",
        "\"{0}\" is not supported: {1}",
        tag: Structural
    );

    public static readonly DiagnosticDescriptor AmbiguousAlternatives = Rule(
        "CBG0071",
        "Alternatives with one key should sign messages that cannot be taken for each other",
        "The alternatives {0} and {1} sign different messages with one key, so that one signature may prove two payloads; "
            + "if the provider really does so, say why in \"undelimited\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedKeyTexts = Rule(
        "CBG0072",
        "Feeds with one key should sign texts that cannot be taken for each other",
        "A text such as {0} may be signed with the key \"{1}\" for this feed and for {2}, so that a callback of the "
            + "one passes as one of the other; let each sign a member with a constant of its own (\"const\", a closed \"enum\" "
            + "or \"select\"), name two keys where there are two, or, where the provider signs so, say why in \"sharedKey\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedKeyRecords = Rule(
        "CBG0073",
        "Feeds with one key should sign records that cannot be taken for each other",
        "This feed and {2} sign whole records with the key \"{1}\", and nothing tells the ones from the others, "
            + "so that a callback of the one passes as one of the other; let each require a member that the "
            + "other does not declare, or a constant of its own (\"const\", a closed \"enum\" or \"select\"), "
            + "name two keys where there are two, or, where the provider signs so, say why in \"sharedKey\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedKeyDelimiter = Rule(
        "CBG0074",
        "Feeds with one key should be kept apart by more than what joins values",
        "Only what joins values keeps this feed and {2} apart under the key \"{1}\": the provider "
            + "may sign a value that holds it for the one, as in {0}, and the other would accept that; "
            + "let each sign a member with a constant of its own, or say in \"sharedKey\" why no value holds it",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SharedSecret = Rule(
        "CBG0075",
        "A configured value must be a secret in all files or in none",
        "\"{0}\" is {1}, which finds it at the same place of the configuration: "
            + "what is no secret may be short, known and shown in answers, and whoever has it could sign "
            + "for the feed that keeps it; name two values where there are two, or say \"secret\" alike"
    );

    public static readonly DiagnosticDescriptor UnsignedLookup = Rule(
        "CBG0056",
        "The member that finds a key should be signed",
        "\"{0}\" finds the key and is not signed: whoever holds the key of one account can send its "
            + "callbacks with another's name; sign it, or believe of the callback only what the key's owner may say",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SensitiveUse = Rule(
        "CBG0080",
        "A role or idempotency key should not stand on sensitive members",
        "\"{0}\" is sensitive, and what roles and idempotency keys are made of is stored, "
            + "logged and shown; name another member, or take \"sensitive\" off this one",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor ValueInMarkup = Rule(
        "CBG0081",
        "A value must stand in an answer of text or JSON",
        "\"{0}\" would be answered as it is written: no value of the request is put into an answer of the type {1}, "
            + "where it could be code; answer with text/plain, or write the body as an object, which is answered as JSON"
    );

    public static readonly DiagnosticDescriptor UnsureKey = Rule(
        "CBG0082",
        "An idempotency key must have a member that is always there",
        "No member of the {1} is sure to be there in {0}: all callbacks without them would be one event, "
            + "and only the first be handled; make one of them required and not null, or name one that is"
    );

    public static readonly DiagnosticDescriptor ConstantKey = Rule(
        "CBG0083",
        "An idempotency key should have a member that differs",
        "What the {1} is sure to hold of {0} is constant: all callbacks may be one event, "
            + "and only the first be handled; name a required member that differs from one to the next",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor RunawayPattern = Rule(
        "CBG0084",
        "A pattern should not be able to run away",
        "A text can be made that takes this pattern too long, as {0} is matched by trying "
            + "one way after another: the callback is then refused, and no other of its patterns looked at; "
            + "write the repetitions so that a text fits them in one way only{1}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SharedEvent = Rule(
        "CBG0087",
        "Feeds that share an event must make one key of it",
        "The event cannot be shared: {0}"
    );

    public static readonly DiagnosticDescriptor StatusOutsideKey = Rule(
        "CBG0088",
        "The key of a payment should hold its status",
        "The status \"{0}\" is no part of the key, so that of a payment which goes from pending to paid "
            + "it names one event, and the second report is a conflict with the first or a duplicate of it; {1}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor NothingToConfirm = Rule(
        "CBG0089",
        "A confirmed key must be of a feed whose signature leaves members out",
        "The signature covers every member, so that \"idempotencyKey\" names the event and "
            + "nothing is left to be confirmed; name its members there, and remove \"confirmedKey\""
    );

    public static readonly DiagnosticDescriptor NeverAcknowledged = Rule(
        "CBG0091",
        "Unreadable callbacks should be acknowledged where that is possible",
        "No callback is acknowledged by \"unreadable\": {0}",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor AlikeNames = Rule(
        "CBG0092",
        "Listed values should have names that tell them apart",
        "The values {0} become {1} in C#, which nobody can tell apart; "
            + "list one of them where they mean the same, or name each in \"names\"",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor OtherFileName = Rule(
        "CBG0093",
        "A schema file should be named as its feed",
        "This file declares the feed {0} and is named otherwise; rename it to {1}, or correct \"provider\" and \"feed\" if it was copied",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor UncheckedTime = Rule(
        "CBG0094",
        "A signed time should be checked",
        "\"{0}\" is signed, and nothing asks how old it is, so that an old callback is accepted whenever it is sent again; "
            + "write \"timestamp\": {{ \"from\": \"{0}\", \"unit\": \"seconds\", \"tolerance\": \"PT5M\" }} beside \"message\"",
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

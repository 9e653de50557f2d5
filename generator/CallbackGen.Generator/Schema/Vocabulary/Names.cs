using System.Globalization;
using System.Text;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Derives C# names from names in a schema, which may contain any text.</summary>
internal static class Names
{
    /// <summary>Returns the letters and digits of a text in Pascal case; empty when it has none.</summary>
    /// <example>
    /// <c>invoice_no</c> becomes <c>InvoiceNo</c>, <c>BizMsgID</c> stays, <c>NORMAL_COLLECTION</c> becomes <c>NormalCollection</c>.
    /// </example>
    public static string Pascal(string text)
    {
        var result = new StringBuilder();
        var word = new StringBuilder();
        foreach (var character in text)
        {
            if (IsWordCharacter(character))
            {
                word.Append(character);
                continue;
            }

            AppendWord(result, word);
        }

        AppendWord(result, word);
        if (result.Length > 0 && char.IsDigit(result[0]))
            result.Insert(0, "Value");
        return result.ToString();
    }

    /// <summary>
    /// The members that a payload record has in addition to those of its schema. Neither a member nor a record may have one of these
    /// names; a record, because its JSON context has a member of that name.
    /// </summary>
    public static readonly string[] Reserved =
    [
        "CallbackVerifiers",
        "Feed",
        "Verify",
        "Receive",
        "Read",
        "GetRole",
        "GetIdempotencyKey",
        "SameSignedMembers",
        "UnknownMembers",
        "Equals",
        "GetHashCode",
        "ToString",
        "GetType",
        "MemberwiseClone",
        "Finalize",
        "ReferenceEquals",
        "PrintMembers",
        "EqualityContract",
        "Clone",
        "Deconstruct",
    ];

    /// <summary>The names, in any case, that no payload record may have.</summary>
    public static readonly HashSet<string> ReservedRoots = new(
        [
            .. Reserved,
            "CallbackFeeds",
            "Create",
            "CreateParameter",
            "CreateProperty",
            "Default",
            "DefaultOptions",
            "GeneratedSerializerOptions",
            "GetTypeInfo",
            "Options",
            "SetUnknownMembers",
            // The types that verifiers use without qualification.
            "AnswerBuilder",
            "CallbackKeyStep",
            "CallbackKeyStepKind",
            "CallbackVerification",
            "DecryptedText",
            "DigestAlgorithm",
            "JsonEscapes",
            "JsonNumbers",
            "JsonRendering",
            "JwsAlgorithm",
            "JwsPublicKey",
            "JwsSignatureVerifier",
            "DerivedKey",
            "KeyCipher",
            "KeyPadding",
            "KeyTrial",
            "MacAlgorithm",
            "MemberFormat",
            "MemberList",
            "MemberSelection",
            "MemberSort",
            "MessageBuilder",
            "NestedMembers",
            "RepeatedMembers",
            "SignatureAlgorithm",
            "SignatureEncoding",
            "SignatureFormat",
            "Signatures",
            "TextFilters",
            "TimestampUnit",
            "VerifiedToken",
            "WireKind",
            "WireValue",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Returns the name of a feed's payload record.</summary>
    public static string Root(string name) => ReservedRoots.Contains(name) ? name + "Payload" : name;

    private static void AppendWord(StringBuilder result, StringBuilder word)
    {
        if (word.Length == 0)
            return;
        var text = word.ToString();
        word.Clear();

        // A word in capitals (SUCCESS) becomes lower case; a word with mixed case (BizMsgID) keeps its capitals.
        var shouted = text.Length > 1 && !text.Any(char.IsLower);
        result.Append(char.ToUpperInvariant(text[0])).Append(shouted ? text.Substring(1).ToLowerInvariant() : text.Substring(1));
    }

    private static bool IsWordCharacter(char character) =>
        char.GetUnicodeCategory(character)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber;

    /// <summary>Returns whether a member may have this name: the compiler reserves names in lower case for itself.</summary>
    public static bool IsMemberName(string text) => IsIdentifier(text) && !char.IsLower(text[0]);

    public static bool IsIdentifier(string text) => text.Length is > 0 and <= 200 && char.IsLetter(text[0]) && text.All(IsWordCharacter);
}

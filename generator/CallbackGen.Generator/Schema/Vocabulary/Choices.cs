using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>The single list of the words that keywords of the <c>callback</c> part accept.</summary>
// A list: one member for each keyword that accepts words.
internal static class Choices
{
    public static readonly WordList<RequestMethod> Methods = new(method => method <= RequestMethod.Patch);
    public static readonly WordList<RequestMethod> ChallengeMethods = new();
    public static readonly WordList<ContentKind> Contents = new();
    public static readonly WordList<KeyEncoding> KeyEncodings = new();
    public static readonly WordList<KeyDerivation> KeyDerivations = new();
    public static readonly WordList<KeyCipher> KeyCiphers = new();
    public static readonly WordList<KeyPadding> KeyPaddings = new();
    public static readonly WordList<SchemeKind> Schemes = new();
    public static readonly WordList<MessageAlgorithm> HmacAlgorithms = new(algorithm => algorithm <= MessageAlgorithm.Sha512);
    public static readonly WordList<MessageAlgorithm> SignatureAlgorithms = new(algorithm => algorithm > MessageAlgorithm.Sha512);
    public static readonly WordList<TokenAlgorithm> JwsAlgorithms = new();
    public static readonly WordList<SignatureEncoding> SignatureEncodings = new();
    public static readonly WordList<SignatureFormat> SignatureFormats = new();
    public static readonly WordList<TimestampUnit> TimestampUnits = new();
    public static readonly WordList<MemberSort> Sorts = new();
    public static readonly WordList<RepeatedMembers> RepeatedMembers = new();
    public static readonly WordList<NestedMembers> NestedMembers = new();
    public static readonly WordList<MemberFormat> MemberFormats = new();
    public static readonly WordList<JsonWriter> JsonWriters = new();
    public static readonly WordList<JsonNumbers> JsonNumbers = new();
    public static readonly WordList<UnreadableAnswer> UnreadableAnswers = new();
    public static readonly WordList<EvidenceKind> EvidenceKinds = new();

    /// <summary>The charsets of a form. A test checks that the runtime's FieldCharset knows each of them.</summary>
    public static readonly string[] Charsets =
    [
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "iso-8859-15",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "shift_jis",
        "euc-jp",
        "gbk",
        "gb2312",
        "big5",
        "euc-kr",
    ];

    public static readonly string[] Ciphers = ["aes-gcm"];
    public static readonly string[] Omissions = ["null", "empty"];

    /// <summary>The names of the runtime's CallbackRejectionReason. A test compares the two.</summary>
    public static readonly string[] RejectionReasons =
    [
        "MethodNotAllowed",
        "UnsupportedContent",
        "BodyTooLarge",
        "Malformed",
        "MissingMember",
        "DuplicateMember",
        "InvalidMember",
        "KeyNotConfigured",
        "SignatureMissing",
        "SignatureMalformed",
        "SignatureMismatch",
        "AlgorithmNotAllowed",
        "AmbiguousMessage",
        "TimestampInvalid",
        "TimestampOutsideTolerance",
        "ClaimInvalid",
        "ClaimMismatch",
        "Expired",
        "NotYetValid",
        "UrlNotConfigured",
        "NotSelected",
        "DecryptionFailed",
    ];

    public static readonly string[] Expectations = ["verified", "authenticated", "received", "answered", "rejected"];

    /// <summary>Returns the word of a keyword if it is allowed; otherwise null, and reports a word that is not.</summary>
    public static string? Read(Keywords keywords, string name, string[] allowed, ProblemList problems)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Array.IndexOf(allowed, node.Text) >= 0)
            return node.Text;
        problems.Add(SchemaRules.NotAllowedValue, node.Span, name, OneOf(allowed, node.Text));
        return null;
    }

    /// <summary>Returns the value of a keyword's word if it is allowed; otherwise null, and reports a word that is not.</summary>
    public static T? Read<T>(Keywords keywords, string name, WordList<T> allowed, ProblemList problems)
        where T : struct, Enum =>
        Read(keywords, name, allowed.ToArray(), problems) is { } word && allowed.TryFind(word, out var value) ? value : null;

    /// <summary>Returns the words that are allowed, and the word that was probably meant.</summary>
    public static string OneOf(IReadOnlyList<string> allowed, string written) =>
        "one of " + string.Join(", ", allowed) + Spelling.Guess(Spelling.Nearest(written, allowed));

    /// <summary>Returns a whole number within bounds; otherwise null, and reports a number that is not.</summary>
    public static int? ReadWhole(Keywords keywords, string name, int minimum, int maximum, string expected, ProblemList problems)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Numbers.TryWhole(node.Text, minimum, maximum, out var value))
            return value;
        problems.Add(SchemaRules.NotAllowedValue, node.Span, name, expected);
        return null;
    }

    public static TimeSpan? ReadDuration(Keywords keywords, string name, ProblemList problems)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Durations.TryParse(node.Text, out var duration))
            return duration;
        problems.Add(SchemaRules.BadDuration, node.Span, node.Text);
        return null;
    }
}

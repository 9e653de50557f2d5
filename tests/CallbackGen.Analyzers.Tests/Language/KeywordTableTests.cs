using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>The compiler's tables of words equal the meta-schema's: both declare one language.</summary>
public sealed partial class KeywordTableTests
{
    private static readonly JsonElement Meta = JsonDocument.Parse(Repository.MetaSchema).RootElement;

    /// <summary>Each set of keywords with the meta-schema's object of the same keywords.</summary>
    internal static readonly Dictionary<string, KeywordSet> Objects = new()
    {
        [""] = SchemaKeywords.Root,
        ["$defs/schema"] = SchemaKeywords.Payload,
        ["$defs/callback"] = SchemaKeywords.Callback,
        ["$defs/callback/properties/receive/items"] = SchemaKeywords.Transport,
        ["$defs/callback/properties/keys/additionalProperties"] = SchemaKeywords.Key,
        ["$defs/callback/properties/acknowledge"] = SchemaKeywords.Acknowledge,
        ["$defs/callback/properties/select"] = SchemaKeywords.Select,
        ["$defs/callback/properties/discriminator"] = SchemaKeywords.Discriminator,
        ["$defs/callback/properties/challenge"] = SchemaKeywords.Challenge,
        ["$defs/callback/properties/challenge/properties/when"] = SchemaKeywords.When,
        ["$defs/callback/properties/challenge/properties/respond"] = SchemaKeywords.Respond,
        ["$defs/macs/additionalProperties"] = SchemaKeywords.Mac,
        ["$defs/digests/additionalProperties"] = SchemaKeywords.AnswerDigest,
        ["$defs/callback/properties/retry"] = SchemaKeywords.Retry,
        ["$defs/callback/properties/idempotencyKey/anyOf/1"] = SchemaKeywords.IdempotencyKey,
        ["$defs/callback/properties/roles"] = SchemaKeywords.Roles,
        ["$defs/hmac"] = SchemaKeywords.Hmac,
        ["$defs/jwt"] = SchemaKeywords.Jwt,
        ["$defs/none"] = SchemaKeywords.None,
        ["$defs/digest"] = SchemaKeywords.Digest,
        ["$defs/publicKeySignature"] = SchemaKeywords.PublicKeySignature,
        ["$defs/token"] = SchemaKeywords.Token,
        ["$defs/anyOf"] = SchemaKeywords.AnyOf,
        ["$defs/keyUse"] = SchemaKeywords.KeySelection,
        ["$defs/equality"] = SchemaKeywords.Equality,
        ["$defs/jsonPart"] = SchemaKeywords.JsonMessage,
        ["$defs/jsonPart/properties/json"] = SchemaKeywords.JsonOptions,
        ["$defs/jsonPart/properties/add/items"] = SchemaKeywords.Added,
        ["$defs/group"] = SchemaKeywords.Group,
        ["$defs/memberList/properties/members/items/anyOf/1"] = SchemaKeywords.MemberEntry,
        ["$defs/decrypt"] = SchemaKeywords.Decrypt,
        ["$defs/signature"] = SchemaKeywords.Signature,
        ["$defs/timestamp"] = SchemaKeywords.Timestamp,
        ["$defs/claim"] = SchemaKeywords.Claim,
        ["$defs/keyFetch"] = SchemaKeywords.KeyFetch,
        ["$defs/deriveOperation"] = SchemaKeywords.Derivation,
        ["$defs/headerMember"] = SchemaKeywords.HeaderMember,
        ["$defs/test"] = SchemaKeywords.Test,
        ["$defs/test/properties/request"] = SchemaKeywords.TestRequest,
        ["$defs/test/properties/answer"] = SchemaKeywords.TestAnswer,
    };

    /// <summary>Each list of words with the meta-schema's enum of the same words.</summary>
    internal static readonly Dictionary<string, IEnumerable<string>> Words = new()
    {
        ["$defs/callback/properties/receive/items/properties/method/enum"] = Choices.ChallengeMethods,
        ["$defs/callback/allOf/3/properties/receive/items/properties/method/enum"] = Choices.Methods,
        ["$defs/callback/properties/receive/items/properties/content/enum"] = Choices.Contents,
        ["$defs/callback/properties/receive/items/properties/charset/anyOf/0/enum"] = Choices.Charsets,
        ["$defs/callback/properties/keys/additionalProperties/properties/encoding/enum"] = Choices.KeyEncodings,
        ["$defs/verify/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/hmac/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/jwt/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/none/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/token/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/anyOf/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/digest/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/publicKeySignature/properties/scheme/enum"] = Choices.Schemes,
        ["$defs/callback/properties/keys/additionalProperties/if/properties/encoding/enum"] = new WordList<KeyEncoding>(encoding =>
            encoding.IsPublic()
        ),
        ["$defs/deriveStep/anyOf/0/enum"] = Choices.KeyDerivations,
        ["$defs/deriveOperation/properties/hmac/enum"] = Choices.HmacAlgorithms,
        ["$defs/deriveOperation/properties/cipher/enum"] = Choices.KeyCiphers,
        ["$defs/deriveOperation/properties/padding/enum"] = Choices.KeyPaddings,
        ["$defs/digest/properties/algorithm/enum"] = Choices.HmacAlgorithms,
        ["$defs/publicKeySignature/properties/algorithm/enum"] = Choices.SignatureAlgorithms,
        ["$defs/allMembers/properties/repeated/enum"] = Choices.RepeatedMembers,
        ["$defs/allMembers/properties/nested/enum"] = Choices.NestedMembers,
        ["$defs/allMembers/properties/format/enum"] = Choices.MemberFormats,
        ["$defs/jsonPart/properties/json/properties/numbers/enum"] = Choices.JsonNumbers,
        ["$defs/jsonPart/properties/json/properties/writer/enum"] = Choices.JsonWriters,
        ["$defs/decrypt/properties/algorithm/enum"] = Choices.Ciphers,
        ["$defs/hmac/properties/algorithm/enum"] = Choices.HmacAlgorithms,
        ["$defs/jwt/properties/algorithms/items/enum"] = Choices.JwsAlgorithms,
        ["$defs/digests/additionalProperties/properties/algorithm/enum"] = Choices.HmacAlgorithms,
        ["$defs/digests/additionalProperties/properties/encoding/enum"] = Choices.SignatureEncodings,
        ["$defs/macs/additionalProperties/properties/algorithm/enum"] = Choices.HmacAlgorithms,
        ["$defs/macs/additionalProperties/properties/encoding/enum"] = Choices.SignatureEncodings,
        ["$defs/signature/properties/encoding/enum"] = Choices.SignatureEncodings,
        ["$defs/signature/properties/format/enum"] = Choices.SignatureFormats,
        ["$defs/timestamp/properties/unit/enum"] = Choices.TimestampUnits,
        ["$defs/callback/properties/unreadable/enum"] = Choices.UnreadableAnswers,
        ["$defs/callback/properties/evidence/enum"] = Choices.EvidenceKinds,
        ["$defs/allMembers/properties/sort/enum"] = Choices.Sorts,
        ["$defs/allMembers/properties/omit/items/enum"] = Choices.Omissions,
        ["$defs/memberList/properties/omit/items/enum"] = Choices.Omissions,
        ["$defs/test/properties/expect/enum"] = Choices.Expectations,
        ["$defs/test/properties/reason/enum"] = Choices.RejectionReasons,
        ["$defs/schema/properties/format/enum"] = [.. ScalarReader.TypedFormats, .. ScalarReader.AnnotationFormats],
    };

    /// <summary>The rejection reasons that only a confirmation or a schema with errors yields.</summary>
    private static readonly string[] OfOtherSteps =
    [
        nameof(CallbackRejectionReason.NotConfirmed),
        nameof(CallbackRejectionReason.SchemaInvalid),
    ];

    public static TheoryData<string> ObjectPaths => [.. Objects.Keys];

    public static TheoryData<string> WordPaths => [.. Words.Keys];

    [Theory]
    [MemberData(nameof(ObjectPaths))]
    public void An_object_has_the_same_keywords_and_needs_the_same_ones_in_both(string path)
    {
        var stated = At(path);
        Assert.Equal(
            Sorted(Objects[path].Keywords.Select(keyword => keyword.Name)),
            Sorted(stated.GetProperty("properties").EnumerateObject().Select(member => member.Name))
        );
        var required = stated.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];
        Assert.Equal(Sorted(Objects[path].Keywords.Where(keyword => keyword.Required).Select(keyword => keyword.Name)), Sorted(required));
        Assert.Equal(JsonValueKind.False, stated.GetProperty("additionalProperties").ValueKind);
    }

    /// <summary>
    /// The compiler parses both forms by one set of keywords; the meta-schema declares two objects, which say the
    /// keywords of each form.
    /// </summary>
    [Fact]
    public void A_part_with_members_has_the_keywords_of_a_list_and_of_all_together()
    {
        var stated = new[] { "$defs/memberList", "$defs/allMembers" }.SelectMany(path =>
            At(path).GetProperty("properties").EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(Sorted(SchemaKeywords.Members.Keywords.Select(keyword => keyword.Name)), Sorted(stated.Distinct()));
    }

    [Fact]
    public void Every_set_of_keywords_and_every_list_of_words_is_compared()
    {
        var sets = typeof(SchemaKeywords)
            .GetProperties()
            .Where(property => property.PropertyType == typeof(KeywordSet))
            .Select(property => property.GetValue(null))
            .ToList();
        Assert.NotEmpty(sets);
        Assert.All(sets, set => Assert.Contains(set, Objects.Values.Append(SchemaKeywords.Members)));
        var lists = typeof(Choices)
            .GetFields()
            .Where(field => typeof(IEnumerable<string>).IsAssignableFrom(field.FieldType))
            .Select(field => field.GetValue(null))
            .ToList();
        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.Contains(list, Words.Values));
    }

    [Theory]
    [MemberData(nameof(WordPaths))]
    public void A_list_of_words_is_the_same_in_both(string path) =>
        Assert.Equal(Sorted(Words[path]), Sorted(At(path).EnumerateArray().Select(word => word.GetString()!)));

    /// <summary>The patterns of the meta-schema that list filters, by their paths.</summary>
    public static TheoryData<string> FilterPatterns => [.. PatternsIn(Meta, "").Where(path => FilterList().IsMatch(At(path).GetString()!))];

    [Theory]
    [MemberData(nameof(FilterPatterns))]
    public void The_filters_are_the_same_in_both(string path)
    {
        var pattern = At(path).GetString()!;
        var list = FilterList().Match(pattern).Groups[1].Value;
        Assert.Equal(
            Sorted(Filters.All.Keys),
            Sorted(list.Split('|').Select(word => word.Split(':')[0]).Where(word => Regex.IsMatch(word, "^[a-z]")))
        );
        var known = new Regex(At("$defs/filter/pattern").GetString()!, RegexOptions.ECMAScript);
        Assert.All(
            Filters.All.Values,
            filter =>
                Assert.Matches(
                    known,
                    filter.Arguments switch
                    {
                        0 => filter.Name,
                        1 => filter.Name + ":x",
                        _ => filter.Name + ":0:8",
                    }
                )
        );
    }

    [Fact]
    public void The_description_names_every_filter() =>
        Assert.All(Filters.All.Keys, name => Assert.Contains(name, At("$defs/filter/description").GetString(), StringComparison.Ordinal));

    [Fact]
    public void A_test_may_expect_every_reason_that_verification_gives() =>
        Assert.Equal(Sorted(Enum.GetNames<CallbackRejectionReason>().Except(OfOtherSteps)), Sorted(Choices.RejectionReasons));

    private static IEnumerable<string> PatternsIn(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member =>
                    member is { Name: "pattern", Value.ValueKind: JsonValueKind.String }
                        ? [$"{path}/pattern"]
                        : PatternsIn(member.Value, $"{path}/{member.Name}")
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => PatternsIn(item, $"{path}/{index}")),
            _ => [],
        };

    [GeneratedRegex(@"\((?:\?:)?(lower\|.*?escape)")]
    private static partial Regex FilterList();

    private static JsonElement At(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(
                Meta,
                (element, segment) =>
                    element.ValueKind == JsonValueKind.Array
                        ? element[int.Parse(segment, CultureInfo.InvariantCulture)]
                        : element.GetProperty(segment)
            );

    private static IEnumerable<string> Sorted(IEnumerable<string> words) => words.Order(StringComparer.Ordinal);
}

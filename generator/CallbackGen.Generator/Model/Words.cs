namespace CallbackGen.Generator.Model;

/// <summary>How a callback proves itself.</summary>
internal enum SchemeKind
{
    Hmac,
    Digest,
    Signature,
    Jwt,
    Token,
    AnyOf,
    None,
}

/// <summary>What a message is hashed and signed by: a digest, of which an HMAC is made too, or a signature.</summary>
internal enum MessageAlgorithm
{
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    RsaSha1,
    RsaSha256,
    RsaSha384,
    RsaSha512,
    RsaPssSha256,
    RsaPssSha384,
    RsaPssSha512,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,
    EcdsaRawSha256,
    EcdsaRawSha384,
    EcdsaRawSha512,
    Ed25519,
}

/// <summary>Algorithms of tokens (RFC 7518, section 3.1).</summary>
internal enum TokenAlgorithm
{
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
}

/// <summary>How a signature is written.</summary>
internal enum SignatureEncoding
{
    Hex,
    Base64,
    Base64Url,
    Base64Hex,
}

/// <summary>What else a value holds that holds a signature.</summary>
internal enum SignatureFormat
{
    Plain,
    List,
    Pairs,
}

/// <summary>How a time is written.</summary>
internal enum TimestampUnit
{
    Seconds,
    Milliseconds,
    Iso8601,
    HttpDate,
    Microseconds,
    Nanoseconds,
    DecimalSeconds,
    Iso8601Basic,
}

/// <summary>How a genuine callback is answered that cannot be read, once it is kept.</summary>
internal enum UnreadableAnswer
{
    Retry,
    Acknowledge,
}

/// <summary>The order of members in a message.</summary>
internal enum MemberSort
{
    None,
    Name,
    NameIgnoreCase,
    Pair,
}

/// <summary>What becomes of a member that is there several times. But for <see cref="Refuse"/> some of it may be free.</summary>
internal enum RepeatedMembers
{
    Refuse,
    Comma,
    SortedUnique,
    Each,
}

/// <summary>What becomes of a member that is an object or array. But for <see cref="Refuse"/> it is written as a text that a string may hold.</summary>
internal enum NestedMembers
{
    Refuse,
    Json,
    SortedJson,
    Flatten,
    Skip,
}

/// <summary>The platform whose JSON writer a re-written part follows.</summary>
internal enum JsonWriter
{
    Php,
    Javascript,
    Python,
    Go,
    Gson,
    Dotnet,
}

/// <summary>How numbers are written in JSON that is written again.</summary>
internal enum JsonNumbers
{
    AsReceived,
    Javascript,
    Php,
    Python,
}

/// <summary>What a platform escapes in JSON besides what flags of their own say.</summary>
internal enum JsonEscapes
{
    Standard,
    Python,
    Gson,
    Dotnet,
}

/// <summary>A form that all members are written in together.</summary>
internal enum MemberFormat
{
    HttpBuildQuery,
    PhpSerialize,
}

/// <summary>How a configured key is written.</summary>
internal enum KeyEncoding
{
    Utf8,
    Hex,
    Base64,
    Pem,
    Spki,
    Jwk,
    Jwks,
    RawHex,
    RawBase64,
}

/// <summary>What is made of a configured key before it is used.</summary>
internal enum KeyDerivation
{
    Md5Hex,
    Sha1,
    Sha1Hex,
    Sha256,
    Sha256Hex,
    Md5,
    Sha512,
    Sha512Hex,
    Hex,
    Base64,
}

/// <summary>What a step of a key's derivation does with the bytes of the step before and its own text. The names are those of the runtime.</summary>
internal enum DeriveStepKind
{
    Hash,
    HmacUnderText,
    HmacOfText,
    Encrypt,
    Before,
    After,
}

/// <summary>A block cipher that derives a key.</summary>
internal enum KeyCipher
{
    TripleDesCbc,
    TripleDesEcb,
    AesCbc,
    AesEcb,
}

/// <summary>How a text is filled up to whole blocks.</summary>
internal enum KeyPadding
{
    Zero,
    Pkcs7,
    None,
}

/// <summary>What a request's payload is written in.</summary>
internal enum ContentKind
{
    Json,
    Form,
    Query,
    Xml,
    Text,
    Multipart,
}

/// <summary>A request's method. By the last two a handshake arrives, and never a callback.</summary>
internal enum RequestMethod
{
    Get,
    Post,
    Put,
    Patch,
    Head,
    Options,
}

/// <summary>The words of the schema language for what stands above. The names are those of the runtime's enums.</summary>
internal static class Words
{
    /// <summary>The word: the parts of the name in small letters, with hyphens between them, but for a few.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum =>
        (object)value switch
        {
            SignatureEncoding.Base64Url => "base64url",
            SignatureEncoding.Base64Hex => "base64hex",
            SchemeKind.AnyOf => "anyOf",
            KeyCipher.TripleDesCbc => "3des-cbc",
            KeyCipher.TripleDesEcb => "3des-ecb",
            RequestMethod => value.ToString().ToUpperInvariant(),
            TokenAlgorithm => value.ToString(),
            _ => string.Concat(
                value.ToString().Select((letter, at) => (at > 0 && char.IsUpper(letter) ? "-" : "") + char.ToLowerInvariant(letter))
            ),
        };

    /// <summary>Whether a key is one that everybody may know.</summary>
    public static bool IsPublic(this KeyEncoding encoding) => encoding >= KeyEncoding.Pem;

    /// <summary>Whether an algorithm's key is one that everybody may know.</summary>
    public static bool IsAsymmetric(this TokenAlgorithm algorithm) =>
        algorithm is not (TokenAlgorithm.HS256 or TokenAlgorithm.HS384 or TokenAlgorithm.HS512);
}

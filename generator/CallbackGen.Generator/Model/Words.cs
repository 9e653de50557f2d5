namespace CallbackGen.Generator.Model;

/// <summary>The verification schemes.</summary>
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

/// <summary>The algorithms that a message is hashed or signed with: digests, which an HMAC uses too, and signatures.</summary>
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

/// <summary>The algorithms of tokens (RFC 7518, section 3.1).</summary>
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

/// <summary>The encodings of a signature.</summary>
internal enum SignatureEncoding
{
    Hex,
    Base64,
    Base64Url,
    Base64Hex,
}

/// <summary>The structure of a value that contains a signature.</summary>
internal enum SignatureFormat
{
    Plain,
    List,
    Pairs,
}

/// <summary>The forms of a time.</summary>
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

/// <summary>The response to a genuine callback whose payload cannot be read, after it is stored.</summary>
internal enum UnreadableAnswer
{
    Retry,
    Acknowledge,
}

/// <summary>What a schema's statements about its provider are based on.</summary>
internal enum EvidenceKind
{
    /// <summary>A published signature with its key.</summary>
    Vector,

    /// <summary>A request that the provider sent to an account of the author.</summary>
    Capture,

    /// <summary>Documentation and client libraries alone.</summary>
    Documentation,
}

/// <summary>The order of members in a message.</summary>
internal enum MemberSort
{
    None,
    Name,
    NameIgnoreCase,
    Pair,
}

/// <summary>The handling of a repeated member. Except with <see cref="Refuse"/>, the message may not determine all of its values.</summary>
internal enum RepeatedMembers
{
    Refuse,
    Comma,
    SortedUnique,
    Each,
}

/// <summary>
/// The handling of a member that is an object or array. Except with <see cref="Refuse"/>, it is written as a text
/// that a string may also have.
/// </summary>
internal enum NestedMembers
{
    Refuse,
    Json,
    SortedJson,
    Flatten,
    Skip,
}

/// <summary>The platform whose JSON writer a re-serialised part follows.</summary>
internal enum JsonWriter
{
    Php,
    Javascript,
    Python,
    Go,
    Gson,
    Dotnet,
}

/// <summary>The form of numbers in re-serialised JSON.</summary>
internal enum JsonNumbers
{
    AsReceived,
    Javascript,
    Php,
    Python,
}

/// <summary>The characters that a platform escapes in JSON, in addition to those with a flag.</summary>
internal enum JsonEscapes
{
    Standard,
    Python,
    Gson,
    Dotnet,
}

/// <summary>A format in which all members are written together.</summary>
internal enum MemberFormat
{
    HttpBuildQuery,
    PhpSerialize,
}

/// <summary>The encodings of a configured key.</summary>
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

/// <summary>The transformation of a configured key before it is used.</summary>
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

/// <summary>
/// The operation of a derivation step on the result of the previous step and on its own text. The names are those of the runtime.
/// </summary>
internal enum DeriveStepKind
{
    Hash,
    HmacUnderText,
    HmacOfText,
    Encrypt,
    Before,
    After,
}

/// <summary>The block ciphers that derive a key.</summary>
internal enum KeyCipher
{
    TripleDesCbc,
    TripleDesEcb,
    AesCbc,
    AesEcb,
}

/// <summary>The padding of a text to whole blocks.</summary>
internal enum KeyPadding
{
    Zero,
    Pkcs7,
    None,
}

/// <summary>The content types of a request's payload.</summary>
internal enum ContentKind
{
    Json,
    Form,
    Query,
    Xml,
    Text,
    Multipart,
}

/// <summary>The methods of a request. Only a handshake uses the last two.</summary>
internal enum RequestMethod
{
    Get,
    Post,
    Put,
    Patch,
    Head,
    Options,
}

/// <summary>The words of the schema language for the enums above. The names are those of the runtime's enums.</summary>
internal static class Words
{
    /// <summary>Returns the word: the words of the name in lower case, joined by hyphens, with a few exceptions.</summary>
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

    /// <summary>Returns whether a key with this encoding is public.</summary>
    public static bool IsPublic(this KeyEncoding encoding) => encoding >= KeyEncoding.Pem;

    /// <summary>Returns whether an algorithm's verification key is public.</summary>
    public static bool IsAsymmetric(this TokenAlgorithm algorithm) =>
        algorithm is not (TokenAlgorithm.HS256 or TokenAlgorithm.HS384 or TokenAlgorithm.HS512);
}

using System.Security.Cryptography;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Decodes configured texts to keys and reports their problems.</summary>
internal static class CallbackKeyDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CallbackKey[] Decode(
        CallbackKeyDefinition definition,
        string?[] texts,
        KeyStrength strength,
        string? allowWeakKey,
        List<CallbackKeyProblem> problems
    )
    {
        if (texts.Length == 0 && definition.IsOptional && !definition.Secret)
            return [new($"{definition.Name}[0]", [], isSecret: false)];
        if (texts.Length == 0 && !definition.ComesAtRunTime)
            problems.Add(new(definition.Name, true, "is not configured: copy it from the provider's console"));
        if (texts.Length > CallbackKeys.MaxValuesPerKey)
            problems.Add(
                new(definition.Name, true, $"has more than {CallbackKeys.MaxValuesPerKey} values: remove those that are no longer in use")
            );

        var keys = new List<CallbackKey>();
        for (var index = 0; index < texts.Length && index < CallbackKeys.MaxValuesPerKey; index++)
        {
            var id = $"{definition.Name}[{index}]";
            if (definition.IsPublicKey)
                AddPublicKey(definition, id, texts[index], allowWeakKey, keys, problems);
            else if (
                DecodeOne(definition, id, texts[index], problems) is { } bytes
                && ValueOf(definition, id, bytes, strength, allowWeakKey, problems) is { } key
            )
                keys.Add(key);
        }

        return [.. keys];
    }

    /// <summary>
    /// Decodes the keys in a fetched document. A certificate may be followed by its issuers' certificates; its validity period is enforced.
    /// </summary>
    /// <returns>The keys; empty when <paramref name="problem"/> states why there is none.</returns>
    public static CallbackKey[] DecodeFetched(CallbackKeyDefinition definition, string text, out string problem)
    {
        List<CallbackPublicKey> keys = [];
        if (definition.Encoding == CallbackKeyEncoding.Jwks)
            keys = JsonWebKeys.DecodeSet(text, allowWeakKey: null, out problem);
        else if (CallbackPublicKeyDecoder.DecodeFetched(definition.Encoding, text, out problem) is { } key)
            keys.Add(key);
        return [.. keys.Select((decoded, index) => new CallbackKey($"{definition.Name}[fetched].{index}", decoded))];
    }

    private static CallbackKey? ValueOf(
        CallbackKeyDefinition definition,
        string id,
        byte[] bytes,
        KeyStrength strength,
        string? allowWeakKey,
        List<CallbackKeyProblem> problems
    )
    {
        var weakness = strength.Check(id, bytes.Length, allowWeakKey);
        if (Derive(definition, id, bytes, problems) is not { } value)
            return null;
        // Tokens are signed with the derived value, so its length is checked as well as the length of the configured text.
        if (strength.Algorithm is not null)
            weakness ??= strength.Check(id, value.Length, allowWeakKey);
        if (definition.Secret && weakness is not null)
            problems.Add(weakness);
        if (definition.Decrypts && value.Length is not (16 or 24 or 32))
            problems.Add(new(id, true, "is a key of AES and must have 16, 24 or 32 bytes: copy it from the provider's console again"));
        return new(id, value, definition.Secret);
    }

    private static void AddPublicKey(
        CallbackKeyDefinition definition,
        string id,
        string? text,
        string? allowWeakKey,
        List<CallbackKey> keys,
        List<CallbackKeyProblem> problems
    )
    {
        if (definition.Encoding == CallbackKeyEncoding.Jwks && !string.IsNullOrWhiteSpace(text))
        {
            AddSet(id, text, allowWeakKey, keys, problems);
            return;
        }

        var problem = "is empty: copy the provider's public key from its console or documentation";
        var key = string.IsNullOrWhiteSpace(text)
            ? null
            : CallbackPublicKeyDecoder.Decode(definition.Encoding, WithoutPrefix(definition, text), allowWeakKey, out problem);
        if (key is null)
            problems.Add(new(id, true, problem));
        else
            keys.Add(new(id, key));
    }

    private static void AddSet(string id, string text, string? allowWeakKey, List<CallbackKey> keys, List<CallbackKeyProblem> problems)
    {
        var set = JsonWebKeys.DecodeSet(text, allowWeakKey, out var problem);
        if (set.Count == 0)
            problems.Add(new(id, true, problem));
        for (var index = 0; index < set.Count; index++)
            keys.Add(new($"{id}.{index}", set[index]));
    }

    private static string WithoutPrefix(CallbackKeyDefinition definition, string text) =>
        definition.Prefix.Length > 0 && text.StartsWith(definition.Prefix, StringComparison.Ordinal)
            ? text[definition.Prefix.Length..]
            : text;

    /// <summary>
    /// Returns the value that replaces the configured bytes, as far as it is known before a request arrives; null, with a problem, when
    /// they do not fit.
    /// </summary>
    private static byte[]? Derive(CallbackKeyDefinition definition, string id, byte[] bytes, List<CallbackKeyProblem> problems)
    {
        if (definition.Steps is [{ Kind: CallbackKeyStepKind.Encrypt, Cipher: var cipher }, ..] && !KeySteps.IsKeyOf(cipher, bytes))
        {
            problems.Add(
                new(
                    id,
                    true,
                    cipher is KeyCipher.AesCbc or KeyCipher.AesEcb
                        ? "is a key of AES and must have 16, 24 or 32 bytes: copy it from the provider's console again"
                        : "is a key of Triple DES and must have 24 bytes, of which no 8 are the next 8: "
                            + "copy it from the provider's console again"
                )
            );
            return null;
        }

        if (definition.IsDerivedOfRequest || (definition.Steps.Count == 0 && definition.Derivation == CallbackKeyDerivation.None))
            return bytes;
        byte[]? derived = bytes;
        foreach (
            var step in definition.Steps.Count > 0 ? definition.Steps : [new(CallbackKeyStepKind.Hash) { Hash = definition.Derivation }]
        )
            derived = derived is null ? null : KeySteps.Apply(step, derived, StrictUtf8.GetBytes(step.Text ?? ""));
        if (derived is null)
            problems.Add(
                new(
                    id,
                    true,
                    "cannot be derived as the schema says: "
                        + "a step gives no key of the cipher of the next, or its text is not as long as whole blocks"
                )
            );
        return derived;
    }

    private static byte[]? DecodeOne(CallbackKeyDefinition definition, string id, string? text, List<CallbackKeyProblem> problems)
    {
        if (string.IsNullOrEmpty(text) && definition is { IsOptional: true, Secret: false })
            return [];
        if (string.IsNullOrWhiteSpace(text))
            return Refuse(definition.Secret ? "is empty: anyone could sign with it" : "is empty: copy it from the provider's console");
        if (text.Length != text.Trim().Length)
            problems.Add(new(id, false, "begins or ends with white space: if the provider's does not, remove it"));

        var body = WithoutPrefix(definition, text);
        if (definition.Ends.FirstOrDefault(end => body.Contains(end, StringComparison.Ordinal)) is { } held)
            return Refuse(
                $"holds \"{held}\", the delimiter around it in the signed message, so its end would be ambiguous: ask the provider "
                    + "for another"
            );
        if (string.IsNullOrWhiteSpace(body))
            return Refuse("contains only its prefix: anyone could sign with it");

        try
        {
            return definition.Encoding switch
            {
                CallbackKeyEncoding.Utf8 => StrictUtf8.GetBytes(body),
                CallbackKeyEncoding.Hex => Convert.FromHexString(body),
                CallbackKeyEncoding.Base64 => FromBase64(body),
                _ => throw new ArgumentOutOfRangeException(nameof(definition)),
            };
        }
        // The exceptions' own messages may quote the key.
        catch (FormatException)
        {
            return Refuse(
                definition.Encoding == CallbackKeyEncoding.Hex
                    ? "is not hexadecimal: the schema says that it is configured as pairs of hexadecimal digits"
                    : "is not base64: the schema says that it is configured as base64"
            );
        }
        catch (EncoderFallbackException)
        {
            return Refuse("is not valid Unicode: copy it from the provider's console again");
        }

        byte[]? Refuse(string message)
        {
            problems.Add(new(id, true, message));
            return null;
        }
    }

    private static byte[] FromBase64(string text)
    {
        var source = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[source.Length];
        var isDecoded = StrictBase64.TryDecodeAnyPadding(source, isUrl: false, bytes, out var written);
        var key = isDecoded ? bytes[..written] : null;
        CryptographicOperations.ZeroMemory(source);
        CryptographicOperations.ZeroMemory(bytes);
        return key ?? throw new FormatException();
    }
}

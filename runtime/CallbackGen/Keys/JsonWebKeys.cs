using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Parses JSON Web Keys and JSON Web Key Sets (RFC 7517), by the same strict rules as payloads.</summary>
internal static class JsonWebKeys
{
    public const string NotJwk = "is not an RSA, EC or Ed25519 public key in JSON (RFC 7517)";
    public const int MaxKeysPerSet = 64;

    private const string NotSet = "is not a set of keys in JSON (RFC 7517, section 5): an object whose \"keys\" are objects";

    /// <summary>Decodes one key.</summary>
    /// <returns>The key, or <see langword="null"/> when <paramref name="problem"/> states why there is none.</returns>
    /// <exception cref="CryptographicException">The parameters are not a valid key.</exception>
    public static CallbackPublicKey? Decode(string text, string? allowWeakKey, out string problem)
    {
        problem = NotJwk;
        var json = Encoding.UTF8.GetBytes(text);
        if (!JsonIndex.TryBuild(json, out var index, out _, out _))
            return null;
        using (index)
            return index!.IsObject ? Read(index, json, JsonIndex.Root, allowWeakKey, out problem) : null;
    }

    /// <summary>
    /// Decodes a set. Keys of other kinds, for other uses or too weak are skipped (section 5), so that a provider may add some. A set that
    /// contains a private key is rejected.
    /// </summary>
    /// <returns>The keys; empty when <paramref name="problem"/> states why there is none.</returns>
    public static List<CallbackPublicKey> DecodeSet(string text, string? allowWeakKey, out string problem)
    {
        problem = NotSet;
        var json = Encoding.UTF8.GetBytes(text);
        if (!JsonIndex.TryBuild(json, out var index, out _, out _))
            return [];
        using (index)
        {
            var list = index!.IsObject ? index.Child(json, JsonIndex.Root, "keys"u8) : -1;
            if (list < 0 || index.TypeOf(list) != JsonTokenType.StartArray)
                return [];
            return ReadSet(index, json, list, allowWeakKey, ref problem);
        }
    }

    private static List<CallbackPublicKey> ReadSet(JsonIndex index, byte[] json, int list, string? allowWeakKey, ref string problem)
    {
        var keys = new List<CallbackPublicKey>();
        var count = 0;
        var passedOver = "it is empty";
        for (var node = index.FirstChild(list); node >= 0; node = index.NextChild(list, node))
        {
            if (index.TypeOf(node) != JsonTokenType.StartObject)
                return [];
            if (++count > MaxKeysPerSet)
            {
                problem = $"is a set of more than {MaxKeysPerSet} keys";
                return [];
            }

            if (TryRead(index, json, node, allowWeakKey, out var why) is { } key)
                keys.Add(key);
            else if (why == CallbackPublicKeyDecoder.IsPrivate)
            {
                problem = "holds a private key; configure the public ones";
                return [];
            }
            else
                passedOver = $"the last {why}";
        }

        problem = keys.Count > 0 ? "" : $"is a set without a key that can be used: {passedOver}";
        return keys;
    }

    private static CallbackPublicKey? TryRead(JsonIndex index, byte[] json, int node, string? allowWeakKey, out string problem)
    {
        try
        {
            return Read(index, json, node, allowWeakKey, out problem);
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            problem = NotJwk;
            return null;
        }
    }

    private static CallbackPublicKey? Read(JsonIndex index, byte[] json, int node, string? allowWeakKey, out string problem)
    {
        problem = NotJwk;
        var type = Text(index, json, node, "kty"u8);
        if (type.SequenceEqual("oct"u8) || index.Child(json, node, "k"u8) >= 0 || index.Child(json, node, "d"u8) >= 0)
        {
            problem = CallbackPublicKeyDecoder.IsPrivate;
            return null;
        }

        // Sections 4.2 to 4.4: a key that states its use must not be used for anything else.
        if (!IsForVerifying(index, json, node) || !TryReadAlgorithm(index, json, node, out var algorithm))
            return null;
        var id = index.Child(json, node, "kid"u8);
        if (id >= 0 && index.TypeOf(id) != JsonTokenType.String)
            return null;
        var keyId = id < 0 ? null : Encoding.UTF8.GetString(index.ValueAt(json, id).Utf8);
        var decoded = type.SequenceEqual("OKP"u8)
            ? ReadEdwards(index, json, node, out problem, keyId, algorithm)
            : ReadOther(index, json, node, type, allowWeakKey, out problem, keyId, algorithm);
        if (decoded is null || algorithm == 0 || decoded.Token.Fits(algorithm))
            return decoded;
        problem = NotJwk;
        return null;
    }

    private static CallbackPublicKey? ReadOther(
        JsonIndex index,
        byte[] json,
        int node,
        ReadOnlySpan<byte> type,
        string? allowWeakKey,
        out string problem,
        string? keyId,
        JwsAlgorithm algorithm
    )
    {
        problem = NotJwk;
        using var key = Import(index, json, node, type);
        return key is null ? null : CallbackPublicKeyDecoder.Create(key, allowWeakKey, out problem, keyId, algorithm);
    }

    /// <summary>Parses an Ed25519 key (RFC 8037, section 2).</summary>
    private static CallbackPublicKey? ReadEdwards(
        JsonIndex index,
        byte[] json,
        int node,
        out string problem,
        string? keyId,
        JwsAlgorithm algorithm
    )
    {
        problem = NotJwk;
        return
            Text(index, json, node, "crv"u8).SequenceEqual("Ed25519"u8)
            && Number(index, json, node, "x"u8) is { Length: EdwardsKeys.KeyBytes } raw
            ? EdwardsKeys.Create(raw, out problem, keyId, algorithm)
            : null;
    }

    private static AsymmetricAlgorithm? Import(JsonIndex index, byte[] json, int node, ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("RSA"u8))
            return RSA.Create(
                new RSAParameters { Modulus = Number(index, json, node, "n"u8), Exponent = Number(index, json, node, "e"u8) }
            );
        if (!type.SequenceEqual("EC"u8) || !TryFindCurve(Text(index, json, node, "crv"u8), out var curve))
            return null;
        var point = new ECPoint { X = Number(index, json, node, "x"u8), Y = Number(index, json, node, "y"u8) };
        return ECDsa.Create(new ECParameters { Curve = curve, Q = point });
    }

    private static bool IsForVerifying(JsonIndex index, byte[] json, int node)
    {
        if (index.Child(json, node, "use"u8) >= 0 && !Text(index, json, node, "use"u8).SequenceEqual("sig"u8))
            return false;
        var operations = index.Child(json, node, "key_ops"u8);
        if (operations < 0)
            return true;
        if (index.TypeOf(operations) != JsonTokenType.StartArray)
            return false;
        for (var item = index.FirstChild(operations); item >= 0; item = index.NextChild(operations, item))
        {
            if (index.ValueAt(json, item).Utf8.SequenceEqual("verify"u8))
                return true;
        }

        return false;
    }

    private static bool TryReadAlgorithm(JsonIndex index, byte[] json, int node, out JwsAlgorithm algorithm)
    {
        algorithm = JwsAlgorithms.Find(Text(index, json, node, "alg"u8));
        return algorithm != 0 || index.Child(json, node, "alg"u8) < 0;
    }

    private static ReadOnlySpan<byte> Text(JsonIndex index, byte[] json, int node, ReadOnlySpan<byte> name) =>
        index.ValueAt(json, index.Child(json, node, name)).Utf8;

    private static byte[] Number(JsonIndex index, byte[] json, int node, ReadOnlySpan<byte> name)
    {
        var text = Text(index, json, node, name);
        var bytes = new byte[text.Length];
        return !text.IsEmpty && StrictBase64.TryDecodeUrl(text, bytes, out var length)
            ? bytes[..length]
            : throw new CryptographicException();
    }

    /// <summary>Finds a curve by its name (RFC 7518, section 6.2.1.1).</summary>
    private static bool TryFindCurve(ReadOnlySpan<byte> name, out ECCurve curve)
    {
        curve = name switch
        {
            _ when name.SequenceEqual("P-256"u8) => ECCurve.NamedCurves.nistP256,
            _ when name.SequenceEqual("P-384"u8) => ECCurve.NamedCurves.nistP384,
            _ when name.SequenceEqual("P-521"u8) => ECCurve.NamedCurves.nistP521,
            _ => default,
        };
        return curve.IsNamed;
    }
}

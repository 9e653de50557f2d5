using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Right.Signatures;

/// <summary>Correct hand-written verification of another provider's webhook.</summary>
public sealed class ByHand(byte[] key, ILogger<ByHand> logger)
{
    private const string SignatureHeader = "X-Hub-Signature-256";

    public bool Verify(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (!request.Headers.TryGetValue(SignatureHeader, out var header) || header.Count != 1 || header[0] is not { Length: 71 } sent || !sent.StartsWith("sha256=", StringComparison.Ordinal))
        {
            logger.LogWarning("A hook came without a usable {Header}: {Count} values", SignatureHeader, header.Count);
            return false;
        }

        Span<byte> expected = stackalloc byte[32];
        HMACSHA256.HashData(key, body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(sent.AsSpan(7)));
    }

    /// <summary>Verifies a header that consists of pairs, such as <c>t=1,v1=abc</c>.</summary>
    public bool VerifyPairs(HttpRequest request, string body, string scheme, DateTimeOffset now)
    {
        long time = 0;
        var signatures = new List<byte[]>();
        foreach (var part in request.Headers["X-Acme-Signature"].ToString().Split(','))
        {
            var pair = part.Split('=', 2);
            if (pair[0] == "t")
                _ = long.TryParse(pair[1], out time);
            else if (pair[0] == scheme)
                signatures.Add(Convert.FromHexString(pair[1]));
        }

        if (Math.Abs(now.ToUnixTimeSeconds() - time) > 300)
            return false;
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{time}.{body}"));
        return signatures.Exists(signature => CryptographicOperations.FixedTimeEquals(expected, signature));
    }

    public bool Bearer(HttpRequest request, string scheme, byte[] token) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && string.Equals(header.Scheme, scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header.Parameter ?? ""), token);

    /// <summary>Compares all bytes, regardless of where the first difference is.</summary>
    public static bool SlowEquals(byte[] computed, byte[] sent)
    {
        var difference = computed.Length ^ sent.Length;
        for (var i = 0; i < computed.Length && i < sent.Length; i++)
            difference |= computed[i] ^ sent[i];
        return difference == 0;
    }
}

/// <summary>Hashes that need no constant-time comparison.</summary>
public sealed class Digests(byte[] pepper)
{
    public IResult Page(HttpRequest request, byte[] page)
    {
        var etag = $"\"{Convert.ToHexString(SHA256.HashData(page))}\"";
        return request.Headers.IfNoneMatch == etag || request.Headers["If-None-Match"].ToString().Equals(etag, StringComparison.Ordinal) ? Results.StatusCode(304) : Results.Bytes(page);
    }

    public async Task<IResult> UploadAsync(HttpRequest request, Stream file, CancellationToken ct)
    {
        var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        if (!string.Equals(request.Headers["X-Checksum-Sha256"], actual, StringComparison.OrdinalIgnoreCase))
            return Results.BadRequest("The upload is damaged.");
        return request.Headers["Content-MD5"] == actual ? Results.Ok() : Results.Accepted();
    }

    public async Task<bool> FormAsync(IFormCollection form, IFormFile file)
    {
        await using var stream = file.OpenReadStream();
        var checksum = Convert.ToHexString(await SHA1.HashDataAsync(stream));
        return form["checksum"] == checksum;
    }

    public bool PasswordFits(User user, string password)
    {
        using var hmac = new HMACSHA512(user.PasswordSalt);
        var computedHash = hmac.ComputeHash(Encoding.UTF8.GetBytes(password));
        return computedHash.SequenceEqual(user.PasswordHash);
    }

    public bool PasswordStillFits(User user, string password) =>
        Rfc2898DeriveBytes.Pbkdf2(password, user.PasswordSalt, 600_000, HashAlgorithmName.SHA256, 32).SequenceEqual(user.PasswordHash);

    public bool Deployed(string headSha, string gitSha, Dto dto) => headSha == gitSha || dto.CommitHash == gitSha;

    public bool IsFileUnchanged(string path, string storedHash)
    {
        using var sha = SHA256.Create();
        return BitConverter.ToString(sha.ComputeHash(File.ReadAllBytes(path))) == storedHash;
    }

    public bool IsRepeated(string body, string lastKey)
    {
        var dedupeKey = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        return dedupeKey == lastKey;
    }

    public bool IsSameCustomer(Dto dto, string email)
    {
        var emailHash = Convert.ToHexString(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(email)));
        return dto.EmailHash == emailHash;
    }

    public bool IsSameFingerprint(string fingerprint, byte[] certificate) => fingerprint == Convert.ToHexString(SHA256.HashData(certificate));

    public bool IsSameCacheKey(string cacheKey, string query) => cacheKey == Key(query);

    public bool IsSameMethod(Dto left, Dto right) => left.MethodSignature == right.MethodSignature;

    public bool HasType(HttpRequest request, string type, string algorithm) =>
        request.Headers["X-GitHub-Event"] == type && request.Headers["X-Signature-Algorithm"] == algorithm && request.Headers["X-Token-Type"] == type;

    public bool IsSameDelivery(HttpRequest request, string last, [FromHeader(Name = "X-Request-Id")] string id) => request.Headers["Idempotency-Key"] == last || id == last;

    private string Key(string query) => Convert.ToHexString(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(query)));
}

public sealed class User
{
    public byte[] PasswordHash { get; set; } = [];

    public byte[] PasswordSalt { get; set; } = [];
}

public sealed class Dto
{
    public string CommitHash { get; set; } = "";

    public string EmailHash { get; set; } = "";

    public string MethodSignature { get; set; } = "";
}

using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.PartialProofAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1035: a hand-written verification proves only a part of a callback.</summary>
public sealed class PartialProofTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["the first characters of a text"] = Hook(
            """
            bool Fits(byte[] body, string signature) =>
                {|CBG1035:CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(Convert.ToHexString(HMACSHA256.HashData(key, body))[..8]),
                    Encoding.UTF8.GetBytes(signature[..8])
                )|};
            """
        ),
        ["the first bytes"] = Hook(
            """
            bool Fits(byte[] body, byte[] signature)
            {
                var expected = HMACSHA256.HashData(key, body);
                return {|CBG1035:CryptographicOperations.FixedTimeEquals(expected.AsSpan(0, 4), signature.AsSpan(0, 4))|};
            }
            """
        ),
        ["a substring"] = Hook(
            """
            bool Fits(byte[] body, string signature)
            {
                var expected = Convert.ToHexString(HMACSHA256.HashData(key, body)).Substring(0, 16);
                return {|CBG1035:string.Equals(expected, signature.Substring(0, 16), StringComparison.OrdinalIgnoreCase)|};
            }
            """
        ),
        ["what is taken"] = Hook(
            """
            bool Fits(byte[] body, byte[] signature) =>
                {|CBG1035:HMACSHA256.HashData(key, body).Take(8).SequenceEqual(signature.Take(8))|};
            """
        ),
        ["a slice"] = Hook(
            """
            bool Fits(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
            {
                Span<byte> mac = stackalloc byte[32];
                HMACSHA256.HashData(key, body, mac);
                return {|CBG1035:CryptographicOperations.FixedTimeEquals(mac.Slice(0, 10), signature)|};
            }
            """
        ),
        ["as many bytes as came"] = Hook(
            """
            bool Fits(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                return {|CBG1035:CryptographicOperations.FixedTimeEquals(mac.AsSpan(0, sent.Length), sent)|};
            }
            """
        ),
        ["as many characters as came"] = Hook(
            """
            bool Fits(byte[] body, string signature)
            {
                var expected = Convert.ToHexString(HMACSHA256.HashData(key, body));
                return {|CBG1035:expected[..signature.Length] == signature|};
            }
            """
        ),
        ["the shorter of both lengths"] = Hook(
            """
            bool Fits(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                return {|CBG1035:CryptographicOperations.FixedTimeEquals(mac.AsSpan(0, Math.Min(mac.Length, sent.Length)), sent)|};
            }
            """
        ),
        ["a loop over what came"] = Hook(
            """
            bool Fits(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                var difference = 0;
                for (var i = 0; i < Math.Min(mac.Length, sent.Length); i++)
                    {|CBG1035:difference |= mac[i] ^ sent[i]|};
                return difference == 0;
            }
            """
        ),
        ["a part of the bytes"] = Hook(
            """
            bool Fits(byte[] body, byte[] signature)
            {
                using var hmac = new HMACSHA256(key);
                return CryptographicOperations.FixedTimeEquals({|CBG1035:hmac.ComputeHash(body, 0, 32)|}, signature);
            }
            """
        ),
        ["a header alone"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request, Orders orders)
            {
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        {|CBG1035:HMACSHA256.HashData(
                            key,
                            Encoding.UTF8.GetBytes(request.Headers["X-Time"].ToString())
                        )|},
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                await orders.HandleAsync((await request.ReadFromJsonAsync<Notice>())!);
                return Results.Ok();
            }
            """
        ),
        ["a hash that anybody makes"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                return CryptographicOperations.FixedTimeEquals(
                    {|CBG1035:SHA256.HashData(Encoding.UTF8.GetBytes(body))|},
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
        ["a number"] = Hook(
            """
            bool Fits(byte[] body, byte[] signature) =>
                {|CBG1035:BitConverter.ToInt64(HMACSHA256.HashData(key, body), 0) == BitConverter.ToInt64(signature, 0)|};
            """
        ),
        ["one member"] = Hook(
            """
            async Task<IResult> Receive(Notice notice, Orders orders)
            {
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(notice.Id))|},
                        Convert.FromHexString(notice.Signature)
                    )
                )
                    return Results.Unauthorized();
                await orders.MarkPaidAsync(notice.Id, notice.Amount);
                return Results.Ok();
            }
            """
        ),
        ["some members"] = Hook(
            """
            async Task<IResult> Receive(Notice notice, Orders orders)
            {
                using var hmac = new HMACSHA256(key);
                var mac = {|CBG1035:hmac.ComputeHash(Encoding.UTF8.GetBytes($"{notice.Id}|{notice.Status}"))|};
                if (!CryptographicOperations.FixedTimeEquals(mac, Convert.FromHexString(notice.Signature)))
                    return Results.Unauthorized();
                await orders.MarkPaidAsync(notice.Id, notice.Amount);
                return Results.Ok();
            }
            """
        ),
        ["a member by its name"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request, Orders orders)
            {
                var json = await request.ReadFromJsonAsync<JsonElement>();
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(json.GetProperty("id").GetString()!))|},
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                await orders.MarkPaidAsync(
                    json.GetProperty("id").GetString()!,
                    json.GetProperty("amount").GetDecimal()
                );
                return Results.Ok();
            }
            """
        ),
        ["a part of the body"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                return CryptographicOperations.FixedTimeEquals(
                    {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body.Substring(0, 64)))|},
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
        ["a body that is written again"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var notice = await request.ReadFromJsonAsync<Notice>();
                var text = JsonSerializer.Serialize(notice);
                return CryptographicOperations.FixedTimeEquals(
                    {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))|},
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
        ["the query alone"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request, Orders orders)
            {
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(request.QueryString.Value!))|},
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                await orders.HandleAsync((await request.ReadFromJsonAsync<Notice>())!);
                return Results.Ok();
            }
            """
        ),
        ["a hash with a secret"] = Hook(
            """
            bool Fits(HttpRequest request, string body, string secret) =>
                CryptographicOperations.FixedTimeEquals(
                    {|CBG1035:SHA256.HashData(Encoding.UTF8.GetBytes(secret + body))|},
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                );
            """
        ),
        ["a hash with a configured secret"] = Hook(
            """
            bool Fits(HttpRequest request, string body, IConfiguration configuration)
            {
                using var md5 = MD5.Create();
                var text = body + configuration["Acme:Secret"];
                var hash = {|CBG1035:md5.ComputeHash(Encoding.UTF8.GetBytes(text))|};
                return CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(request.Headers["X-Signature"].ToString()));
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["all of it"] = Hook(
            """
            bool Fits(byte[] body, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
            """
        ),
        ["a prefix of the header"] = Hook(
            """
            bool Fits(byte[] body, string signature) =>
                signature.StartsWith("sha256=", StringComparison.Ordinal)
                && CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(key, body),
                    Convert.FromHexString(signature["sha256=".Length..])
                );
            """
        ),
        ["as much as was written"] = Hook(
            """
            bool Fits(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
            {
                Span<byte> mac = stackalloc byte[64];
                return HMACSHA256.TryHashData(key, body, mac, out var written)
                    && CryptographicOperations.FixedTimeEquals(mac[..written], signature);
            }
            """
        ),
        ["half of it, as the provider has it"] = Hook(
            """
            bool Fits(byte[] body, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body).AsSpan(0, 16), signature);
            """
        ),
        ["a loop over all of it"] = Hook(
            """
            bool Fits(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                if (mac.Length != sent.Length)
                    return false;
                var difference = 0;
                for (var i = 0; i < sent.Length; i++)
                    difference |= mac[i] ^ sent[i];
                return difference == 0;
            }
            """
        ),
        ["a digest of an upload"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                return CryptographicOperations.FixedTimeEquals(
                    SHA256.HashData(Encoding.UTF8.GetBytes(body)),
                    Convert.FromHexString(request.Headers["X-Checksum-Sha256"].ToString())
                )
                    ? Results.Ok()
                    : Results.BadRequest();
            }
            """
        ),
        ["a fingerprint in a log"] = Hook(
            """string Fingerprint(byte[] body) => Convert.ToHexString(HMACSHA256.HashData(key, body))[..8];"""
        ),
        ["every member that is used"] = Hook(
            """
            async Task<IResult> Receive(Notice notice, Orders orders, ILogger<Orders> logger)
            {
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(
                            key,
                            Encoding.UTF8.GetBytes($"{notice.Id}|{notice.Status}|{notice.Amount}")
                        ),
                        Convert.FromHexString(notice.Signature)
                    )
                )
                    return Results.Unauthorized();
                logger.LogInformation("{Note}", notice.Note);
                await orders.MarkPaidAsync(notice.Id, notice.Amount);
                return Results.Ok();
            }
            """
        ),
        ["the whole body and a time"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                using var buffer = new MemoryStream();
                await request.Body.CopyToAsync(buffer);
                var body = Encoding.UTF8.GetString(buffer.ToArray());
                var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(request.Headers["X-Time"] + "." + body));
                return CryptographicOperations.FixedTimeEquals(
                    mac,
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok(JsonSerializer.Deserialize<Notice>(body))
                    : Results.Unauthorized();
            }
            """
        ),
        ["a body up to its signature"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                var signed = body.Substring(0, body.IndexOf("&sign=", StringComparison.Ordinal));
                return CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)),
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
        ["members in order"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var sorted = new SortedDictionary<string, JsonElement>(
                    (await request.ReadFromJsonAsync<Dictionary<string, JsonElement>>())!,
                    StringComparer.Ordinal
                );
                return CryptographicOperations.FixedTimeEquals(
                    HMACSHA512.HashData(key, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(sorted))),
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
        ["the query of a callback by GET"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request, Orders orders)
            {
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(request.QueryString.Value!)),
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                await orders.MarkPaidAsync(request.Query["id"].ToString());
                return Results.Ok();
            }
            """
        ),
        ["a message that is sent"] = Hook(
            """
            string Sign(Notice notice) =>
                Convert.ToHexString(
                    HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(notice)))
                );
            """
        ),
        ["a hash of a file"] = Hook(
            """bool IsWhole(byte[] file, string digest) => Convert.ToHexString(SHA256.HashData(file)) == digest;"""
        ),
        ["an address beside a check"] = Hook(
            """
            async Task<IResult> Receive(HttpContext context, byte[] body, byte[] signature, Orders orders)
            {
                if (
                    context.Connection.RemoteIpAddress?.ToString() != "203.0.113.7"
                    || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature)
                )
                    return Results.Unauthorized();
                await orders.SaveAsync();
                return Results.Ok();
            }
            """
        ),
        ["headers with a hash of the body"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                if (
                    Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)))
                    != request.Headers["Digest"]
                )
                    return Results.BadRequest();
                var mac = HMACSHA256.HashData(
                    key,
                    Encoding.UTF8.GetBytes(request.Headers["Date"] + "\n" + request.Headers["Digest"])
                );
                return CryptographicOperations.FixedTimeEquals(
                    mac,
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_proof_of_a_part_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Hook(string members) =>
        $$"""
            using System.Security.Cryptography;
            using System.Text;
            using System.Text.Json;
            using CallbackGen;
            using Microsoft.Extensions.Configuration;

            public sealed record Notice(string Id, string Status, decimal Amount, string Note, string Signature);

            class Hook(byte[] key)
            {
                public byte[] Key => key;

            {{members}}
            }
            """;
}

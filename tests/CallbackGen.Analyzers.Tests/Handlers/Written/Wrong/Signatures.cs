using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Wrong.Signatures;

public sealed class Hooks(byte[] key, string secret)
{
    public bool Header(HttpRequest request, byte[] body)
    {
        var computed = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, body));
        return {|CBG1008:request.Headers["X-Hub-Signature-256"].FirstOrDefault() == computed|};
    }

    public bool Helper(string body, string header) => {|CBG1008:Generate(body) == header|};

    private string Generate(string message)
    {
        using var hmac = new HMACSHA256(key);
        return Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(message)));
    }

    /// <summary>Hashes a secret and the values, instead of computing an HMAC.</summary>
    public bool Form(IFormCollection form, string salt)
    {
        var text = salt + "|" + form["status"];
        foreach (var field in new[] { "email", "amount", "txnid" })
            text += "|" + form[field];
        var hash = Convert.ToHexStringLower({|CBG1035:SHA512.HashData(Encoding.UTF8.GetBytes(text))|});
        return {|CBG1008:hash == form["hash"]|};
    }

    public bool Checksum(HttpRequest request, byte[] body) =>
        {|CBG1008:request.Headers["X-Checksum"] == Convert.ToHexString({|CBG1035:SHA256.HashData([.. body, .. Encoding.UTF8.GetBytes(secret)])|})|};

    public IActionResult Parameter([FromHeader(Name = "X-Callback-Token")] string token) => {|CBG1008:token.Equals(secret, StringComparison.Ordinal)|} ? new OkResult() : new UnauthorizedResult();

    public bool Loop(byte[] body, byte[] sent)
    {
        var mac = HMACSHA256.HashData(key, body);
        for (var i = 0; i < mac.Length; i++)
        {
            if ({|CBG1008:mac[i] != sent[i]|})
                return false;
        }

        return true;
    }

    public bool OneOf(string body, string header) =>
        {|CBG1008:header.Split(' ').Select(part => part[3..]).Contains(Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body))))|};

    public bool Ends(string body, string header) => {|CBG1008:header.EndsWith(Generate(body), StringComparison.Ordinal)|};

    public bool Any(string body, IEnumerable<string> sent)
    {
        var expected = Generate(body);
        return sent.Any(signature => {|CBG1008:signature == expected|});
    }

    public bool Span(ReadOnlySpan<byte> body, ReadOnlySpan<byte> sent)
    {
        Span<byte> mac = stackalloc byte[HMACSHA512.HashSizeInBytes];
        return HMACSHA512.TryHashData(key, body, mac, out var written) && {|CBG1008:mac[..written].SequenceEqual(sent)|};
    }

    public bool Incremental(byte[] body, string sent)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(body);
        return {|CBG1008:string.Equals(Convert.ToHexString(hash.GetHashAndReset()), sent, StringComparison.OrdinalIgnoreCase)|};
    }

    public bool Basic(HttpContext context) =>
        {|CBG1008:context.Request.Headers.Authorization.ToString() != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("acme:" + secret))|};

    public bool Named(Notification notification) => {|CBG1008:notification.Signature != notification.ComputeSignature()|};
}

public sealed class Notification
{
    public string Signature { get; set; } = "";

    public string ComputeSignature() => Signature + "!";
}

using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;
using CallbackGen;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Wrong.Vendors;

/// <summary>Patterns from gateways' sample code, and one correct feed.</summary>
[ApiController]
[Route("vendors")]
public sealed class VendorController(string hashSecret, string apiKey, CallbackKeys keys, ILogger<VendorController> logger) : ControllerBase
{
    [HttpGet("ipn")]
    public IActionResult Ipn()
    {
        logger.LogInformation("Begin IPN, URL={Url}", {|CBG1009:Request.GetDisplayUrl()|});
        logger.LogInformation("Query {Query}", {|CBG1009:Request.QueryString|});
        var data = new SortedList<string, string>();
        foreach (var (key, value) in Request.Query)
        {
            if (key.StartsWith("vnp_", StringComparison.Ordinal))
                data.Add(key, value.ToString());
        }

        var hash = Request.Query["vnp_SecureHash"].ToString();
        var raw = string.Join('&', data.Where(pair => pair.Key != "vnp_SecureHash").Select(pair => $"{pair.Key}={pair.Value}"));
        if (!{|CBG1008:HmacSha512(hashSecret, raw).Equals(hash, StringComparison.InvariantCultureIgnoreCase)|})
            return Ok(new { RspCode = "97" });
        return AcmePayment.Verify(CallbackRequest.Get(raw), keys).IsSuccess ? Ok(new { RspCode = "00" }) : Unauthorized();
    }

    [HttpPost("key")]
    public IActionResult Key([FromHeader(Name = "X-Api-Key")] string key) => {|CBG1008:key != apiKey|} ? Unauthorized() : Ok();

    [HttpPost("key2")]
    public IActionResult Key2() => {|CBG1008:Request.Headers["X-API-KEY"] == apiKey|} ? Ok() : Unauthorized();

    [HttpPost("old")]
    public IActionResult Old(NameValueCollection form, string merchantKey)
    {
        using var md5 = MD5.Create();
        var computed = BitConverter.ToString({|CBG1035:md5.ComputeHash(Encoding.UTF8.GetBytes(form["refno"] + merchantKey))|}).Replace("-", "").ToLowerInvariant();
        return {|CBG1008:form["CHECKSUMHASH"] == computed|} ? Ok() : BadRequest();
    }

    [HttpPost("github")]
    public async Task<IActionResult> Hub()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var hash = new HMACSHA256(Encoding.UTF8.GetBytes(hashSecret)).ComputeHash(Encoding.UTF8.GetBytes(body));
        var builder = new StringBuilder(hash.Length * 2);
        foreach (var one in hash)
            builder.Append(one.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        return {|CBG1008:$"sha256={builder}" == Request.Headers["X-Hub-Signature-256"]|} ? Ok() : Unauthorized();
    }

    [HttpPost("shopify")]
    public IActionResult Shopify([FromBody] string body)
    {
        var calculated = HMACSHA256.HashData(Encoding.UTF8.GetBytes(hashSecret), Encoding.UTF8.GetBytes(body));
        var header = Convert.FromBase64String(Request.Headers["X-Shopify-Hmac-Sha256"].ToString());
        return {|CBG1008:calculated.AsSpan().SequenceEqual(header)|} ? Ok() : Unauthorized();
    }

    private static string HmacSha512(string key, string text)
    {
        using var hmac = new HMACSHA512(Encoding.UTF8.GetBytes(key));
        return Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}

using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.SignatureComparisonAnalyzer,
    CallbackGen.CodeFixes.SignatureComparisonFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SignatureComparisonAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1008: a signature is not compared in constant time.</summary>
public sealed class SignatureComparisonTests
{
    private const string Before = """
        using System.Collections;
        using System.Security.Cryptography;
        using System.Text;
        using Microsoft.AspNetCore.Mvc;

        class Hook
        {
            const string SignatureHeader = "X-Acme-Signature";
            byte[] key = [1];
            string secret = "";


        """;

    [Theory]
    [InlineData(
        "a header beside a hexadecimal MAC",
        """
            bool Check(HttpRequest request, byte[] body)
            {
                var expected = Convert.ToHexString(HMACSHA256.HashData(key, body));
                return {|CBG1008:request.Headers["X-Signature"] == expected|};
            }
            """
    )]
    [InlineData(
        "a MAC that was made by an instance",
        """
            bool Check(string body, string sent)
            {
                using var hmac = new HMACSHA512(key);
                var hash = hmac.ComputeHash(Encoding.UTF8.GetBytes(body));
                var text = BitConverter.ToString(hash).Replace("-", "").ToLower();
                return {|CBG1008:text.Equals(sent, StringComparison.OrdinalIgnoreCase)|};
            }
            """
    )]
    [InlineData(
        "a hash that is appended in hexadecimal",
        """
            bool Check(byte[] body, string sent)
            {
                var text = new StringBuilder();
                foreach (var b in new HMACSHA1(key).ComputeHash(body))
                    text.Append(b.ToString("x2"));
                if ({|CBG1008:text.ToString() != sent|})
                    return false;
                return true;
            }
            """
    )]
    [InlineData(
        "bytes",
        """bool Check(byte[] body, string sent) => {|CBG1008:HMACSHA256.HashData(key, body).SequenceEqual(Convert.FromHexString(sent))|};"""
    )]
    [InlineData(
        "spans",
        """
            bool Check(byte[] body, ReadOnlySpan<byte> sent)
            {
                Span<byte> mac = stackalloc byte[32];
                HMACSHA256.HashData(key, body, mac);
                return {|CBG1008:mac.SequenceEqual(sent)|};
            }
            """
    )]
    [InlineData(
        "an order",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:string.Compare(
                    Convert.ToBase64String(HMACSHA256.HashData(key, body)),
                    sent,
                    StringComparison.Ordinal
                )|} == 0;
            """
    )]
    [InlineData(
        "structure",
        """
            bool Check(byte[] body, byte[] sent) =>
                {|CBG1008:StructuralComparisons.StructuralEqualityComparer.Equals(HMACSHA256.HashData(key, body), sent)|};
            """
    )]
    [InlineData(
        "a comparer",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:StringComparer.OrdinalIgnoreCase.Equals(
                    Convert.ToHexString(HMACSHA256.HashData(key, body)),
                    sent
                )|};
            """
    )]
    [InlineData(
        "a static Equals",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:string.Equals("sha256=" + Convert.ToHexString(HMACSHA256.HashData(key, body)), sent)|};
            """
    )]
    [InlineData(
        "a method of the project",
        """
            string Sign(string body)
            {
                using var hmac = new HMACSHA256(key);
                return Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(body)));
            }
            bool Check(string body, string sent) => {|CBG1008:Sign(body) == sent|};
            """
    )]
    [InlineData(
        "a header that was tried",
        """
            IResult Check(HttpContext context, string configured)
            {
                if (!context.Request.Headers.TryGetValue("X-Webhook-Token", out var token) || {|CBG1008:token != configured|})
                    return Results.Unauthorized();
                return Results.Ok();
            }
            """
    )]
    [InlineData(
        "a header by a constant, and its first value",
        """bool Check(HttpRequest request, string computed) => {|CBG1008:request.Headers[SignatureHeader].FirstOrDefault() == computed|};"""
    )]
    [InlineData(
        "a header as a parameter",
        """
            IActionResult Post([FromHeader(Name = "X-Signature")] string sent, string own) =>
                {|CBG1008:sent == own|} ? new OkResult() : new UnauthorizedResult();
            """
    )]
    [InlineData(
        "the Authorization header",
        """bool Check(HttpRequest request) => {|CBG1008:request.Headers.Authorization == $"Bearer {secret}"|};"""
    )]
    [InlineData(
        "a field of a form",
        """bool Check(IFormCollection form, string own) => {|CBG1008:form["signature"].ToString() == own|};"""
    )]
    [InlineData("a query", """bool Check(HttpRequest request, string own) => {|CBG1008:request.Query["hmac"] != own|};""")]
    [InlineData(
        "names on both sides",
        """bool Check(string signature, string expectedSignature) => {|CBG1008:signature == expectedSignature|};"""
    )]
    [InlineData(
        "a member and a method by their names",
        """bool Check(Dto dto) => {|CBG1008:dto.Sign == Signatures.ComputeSignature(dto)|};"""
    )]
    [InlineData(
        "a plain hash beside a signature",
        """bool Check(Dto dto, byte[] body) => {|CBG1008:Convert.ToHexString(MD5.HashData(body)) == dto.Sign|};"""
    )]
    [InlineData(
        "a slice of a header",
        """
            bool Check(HttpRequest request, byte[] body)
            {
                var header = request.Headers["X-Hub-Signature-256"].ToString();
                return {|CBG1008:header["sha256=".Length..]
                    .SequenceEqual(Convert.ToHexString(HMACSHA256.HashData(key, body)))|};
            }
            """
    )]
    [InlineData(
        "one that may be absent",
        """
            bool Check(HttpRequest request, byte[] body)
            {
                string? sent = request.Headers["X-Signature"];
                return {|CBG1008:sent?.Trim() == Convert.ToHexString(HMACSHA256.HashData(key, body))|};
            }
            """
    )]
    [InlineData(
        "pairs of both sides",
        """
            bool Check(byte[] body, byte[] signature) =>
                {|CBG1008:HMACSHA256.HashData(key, body).Zip(signature).All(p => p.First == p.Second)|};
            """
    )]
    [InlineData(
        "pairs that differ",
        """
            bool Check(byte[] body, byte[] sent)
            {
                var pairs = HMACSHA256.HashData(key, body).Zip(sent, (own, other) => own == other);
                return {|CBG1008:pairs.All(equal => equal)|};
            }
            """
    )]
    [InlineData(
        "a loop over pairs",
        """
            bool Check(byte[] body, byte[] sent)
            {
                foreach (var (own, other) in HMACSHA256.HashData(key, body).Zip(sent))
                {
                    if ({|CBG1008:own != other|})
                        return false;
                }
                return true;
            }
            """
    )]
    [InlineData(
        "a loop over one side",
        """
            bool Check(byte[] body, byte[] sent)
            {
                var i = 0;
                foreach (var own in HMACSHA256.HashData(key, body))
                {
                    if ({|CBG1008:own != sent[i++]|})
                        return false;
                }
                return true;
            }
            """
    )]
    [InlineData(
        "a loop that ends by its condition",
        """
            bool Check(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                var i = 0;
                while (i < mac.Length && {|CBG1008:mac[i] == sent[i]|})
                    i++;
                return i == mac.Length;
            }
            """
    )]
    [InlineData(
        "a query over indexes",
        """
            bool Check(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                return Enumerable.Range(0, mac.Length).All(i => {|CBG1008:mac[i] == sent[i]|});
            }
            """
    )]
    [InlineData(
        "a search for the place",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:sent.IndexOf(Convert.ToHexString(HMACSHA256.HashData(key, body)), StringComparison.Ordinal)|} >= 0;
            """
    )]
    [InlineData(
        "a search in the MAC",
        """
            bool Check(HttpRequest request, byte[] body) =>
                {|CBG1008:Convert
                    .ToHexString(HMACSHA256.HashData(key, body))
                    .StartsWith(request.Headers["X-Signature"].ToString(), StringComparison.Ordinal)|};
            """
    )]
    [InlineData(
        "a common prefix",
        """
            bool Check(byte[] body, ReadOnlySpan<byte> sent) =>
                {|CBG1008:MemoryExtensions.CommonPrefixLength(HMACSHA256.HashData(key, body), sent)|} == 32;
            """
    )]
    [InlineData(
        "parts of texts",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:string.Compare(
                    sent,
                    7,
                    Convert.ToHexString(HMACSHA256.HashData(key, body)),
                    0,
                    64,
                    StringComparison.OrdinalIgnoreCase
                )|} == 0;
            """
    )]
    [InlineData(
        "a culture",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:System.Globalization.CultureInfo.InvariantCulture.CompareInfo.Compare(
                    sent,
                    Convert.ToHexString(HMACSHA256.HashData(key, body))
                )|} == 0;
            """
    )]
    [InlineData(
        "a set of what was sent",
        """
            bool Check(byte[] body, IEnumerable<string> sent) =>
                {|CBG1008:sent.ToHashSet().Contains(Convert.ToHexString(HMACSHA256.HashData(key, body)))|};
            """
    )]
    [InlineData(
        "a set of codes of one's own",
        """
            bool Check(HttpRequest request, byte[] body)
            {
                var own = new HashSet<string> { "" };
                return {|CBG1008:new[] { Convert.ToHexString(HMACSHA256.HashData(key, body)) }.Contains(
                        request.Headers["X-Signature"].ToString()
                    )|} || own.Contains("");
            }
            """
    )]
    [InlineData(
        "a default comparer",
        """
            bool Check(byte[] body, string sent) =>
                {|CBG1008:EqualityComparer<string>.Default.Equals(
                    Convert.ToHexString(HMACSHA256.HashData(key, body)),
                    sent
                )|};
            """
    )]
    [InlineData(
        "a structure that is asked itself",
        """
            bool Check(byte[] body, byte[] sent) =>
                {|CBG1008:((IStructuralEquatable)HMACSHA256.HashData(key, body)).Equals(
                    sent,
                    StructuralComparisons.StructuralEqualityComparer
                )|};
            """
    )]
    [InlineData(
        "a MAC by the name of its hash",
        """
            bool Check(byte[] body, byte[] sent) =>
                {|CBG1008:CryptographicOperations.HmacData(HashAlgorithmName.SHA256, key, body).SequenceEqual(sent)|};
            """
    )]
    [InlineData(
        "a token as a pattern",
        """
            bool Check(HttpRequest request) =>
                request.Headers["X-Callback-Token"].ToString() is {|CBG1008:"9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d"|};
            """
    )]
    [InlineData(
        "a token as a case",
        """
            bool Check(HttpRequest request)
            {
                switch (request.Headers["X-Callback-Token"].ToString())
                {
                    {|CBG1008:case "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d":|}
                        return true;
                    default:
                        return false;
                }
            }
            """
    )]
    [InlineData(
        "a token as an arm",
        """
            bool Check(HttpRequest request) =>
                request.Headers["X-Callback-Token"].ToString() switch
                {
                    {|CBG1008:"9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d"|} => true,
                    _ => false
                };
            """
    )]
    [InlineData(
        "a guard",
        """
            bool Check(byte[] body, string sent) =>
                sent switch
                {
                    var text when {|CBG1008:text == Convert.ToHexString(HMACSHA256.HashData(key, body))|} => true,
                    _ => false
                };
            """
    )]
    public Task A_signature_that_is_compared_by_an_early_exit_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + "\n}", Types);
    }

    [Theory]
    [InlineData(
        "constant time",
        """bool Check(byte[] body, byte[] sent) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), sent);"""
    )]
    [InlineData(
        "presence",
        """
            bool Check(HttpRequest request) =>
                request.Headers["X-Signature"] == "" || request.Headers["X-Signature"].ToString() == string.Empty;
            """
    )]
    [InlineData("null", """bool Check(string? signature) => signature == null;""")]
    [InlineData("a scheme", """bool Check(HttpRequest request) => request.Headers.Authorization.ToString().Split(' ')[0] == "Bearer";""")]
    [InlineData(
        "the version of a signature",
        """bool Check(HttpRequest request, string version) => request.Headers["X-Signature-Version"] == version;"""
    )]
    [InlineData("the name of a header", """bool Check(string name) => name == SignatureHeader;""")]
    [InlineData("another header", """bool Check(HttpRequest request, string id) => request.Headers["X-Request-Id"] == id;""")]
    [InlineData(
        "a file's digest",
        """bool Same(byte[] left, string storedHash) => Convert.ToHexString(SHA256.HashData(left)) == storedHash;"""
    )]
    [InlineData(
        "an ETag",
        """bool Same(HttpRequest request, byte[] page) => request.Headers.IfNoneMatch == Convert.ToHexString(SHA256.HashData(page));"""
    )]
    [InlineData(
        "two MACs of one's own",
        """bool Check(byte[] left, byte[] right) => HMACSHA256.HashData(key, left).SequenceEqual(HMACSHA256.HashData(key, right));"""
    )]
    [InlineData("a length", """bool Check(byte[] body) => HMACSHA256.HashData(key, body).Length == 32;""")]
    [InlineData("tokens of a page", """bool Same(string pageToken, string lastToken) => pageToken == lastToken;""")]
    [InlineData("a signature among others", """bool Known(Dto one, Dto other) => one.Sign == other.Sign;""")]
    [InlineData(
        "a query of a database",
        """
            bool Seen(IQueryable<Dto> all, HttpRequest request)
            {
                var sent = request.Headers["X-Signature"].ToString();
                return all.Any(dto => dto.Sign == sent);
            }
            """
    )]
    [InlineData(
        "equality of values",
        """
            string Signature = "";

            public override bool Equals(object? other) => other is Hook hook && hook.Signature == Sign();

            string Sign() => Convert.ToHexString(HMACSHA256.HashData(key, key));

            public override int GetHashCode() => 0;
            """
    )]
    [InlineData("words that end alike", """bool Same(string design, string expectedDesign) => design == expectedDesign;""")]
    [InlineData("a test vector", """bool Check(byte[] body) => Convert.ToHexString(HMACSHA256.HashData(key, body)) == "AB12";""")]
    [InlineData(
        "differences that are gathered",
        """bool Check(byte[] body, byte[] sent) => HMACSHA256.HashData(key, body).Zip(sent, (own, other) => own ^ other).Sum() == 0;"""
    )]
    [InlineData(
        "a loop that gathers",
        """
            bool Check(byte[] body, byte[] sent)
            {
                var mac = HMACSHA256.HashData(key, body);
                var equal = true;
                for (var i = 0; i < mac.Length; i++)
                    equal &= mac[i] == sent[i];
                return equal;
            }
            """
    )]
    [InlineData(
        "a signature that was seen before",
        """bool Seen(HttpRequest request, HashSet<string> seen) => seen.Contains(request.Headers["X-Signature"].ToString());"""
    )]
    [InlineData(
        "the beginning of a header",
        """
            bool Check(HttpRequest request) =>
                request.Headers["X-Signature"].ToString().StartsWith("sha256=", StringComparison.Ordinal)
                && request.Headers["X-Signature"].ToString().IndexOf('=') > 0;
            """
    )]
    [InlineData("a short constant", """bool Check(HttpRequest request) => request.Headers["X-Token"].ToString() is "" or "none";""")]
    [InlineData("pairs of something else", """bool Same(byte[] left, byte[] right) => left.Zip(right).All(p => p.First == p.Second);""")]
    public Task What_is_no_signature_or_compared_well_is_not(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + "\n}", Types);
    }

    private const string Types = """
        class Dto
        {
            public string Sign { get; set; } = "";
        }

        static class Signatures
        {
            public static string ComputeSignature(Dto dto) => Native(dto);

            [System.Runtime.InteropServices.DllImport("x")]
            static extern string Native(object o);
        }
        """;

    [Fact]
    public Task Locals_that_are_made_of_each_other_hold_nothing_up()
    {
        var rounds = string.Concat(Enumerable.Repeat("a = a + b + a; b = a + b + b; ", 40));
        return Verify.VerifyAnalyzerAsync(
            $$"""
            class Hook
            {
                bool Check(HttpRequest request)
                {
                    var a = "1";
                    var b = "2";
                    {{rounds}}
                    return a == b || {|CBG1008:request.Headers["X-Signature"] == a|};
                }
            }
            """
        );
    }

    // Operands of the comparisons that the fix writes.
    private const string Sent = """Encoding.UTF8.GetBytes(request.Headers["X-Signature"].ToString())""";
    private const string SentInLowerCase = """Encoding.UTF8.GetBytes(request.Headers["X-Signature"].ToString().ToLowerInvariant())""";
    private const string ExpectedInLowerCase = "Encoding.UTF8.GetBytes(expected.ToLowerInvariant())";
    private const string Mac = "Encoding.UTF8.GetBytes(Convert.ToHexString(HMACSHA256.HashData(key, body)))";
    private const string Expected = "Encoding.UTF8.GetBytes(expectedSignature ?? \"\")";

    [Fact]
    public Task The_fix_compares_bytes_in_constant_time() =>
        Fix.VerifyCodeFixAsync(
            """
            using System.Security.Cryptography;
            using System.Text;

            class Hook
            {
                byte[] key = [1];

                bool Texts(HttpRequest request, byte[] body)
                {
                    var expected = Convert.ToHexString(HMACSHA256.HashData(key, body));
                    if ({|CBG1008:request.Headers["X-Signature"] != expected|}) // refused
                        return false;
                    return {|CBG1008:expected.Equals(request.Headers["X-Signature"].ToString(), StringComparison.OrdinalIgnoreCase)|};
                }

                bool Bytes(byte[] body, byte[] sent) => !{|CBG1008:HMACSHA256.HashData(key, body).SequenceEqual(sent)|};

                bool Pairs(byte[] body, byte[] sent) =>
                    {|CBG1008:HMACSHA256.HashData(key, body).Zip(sent).All(p => p.First == p.Second)|}
                    && !{|CBG1008:HMACSHA256.HashData(key, body).Zip(sent).Any(p => p.First != p.Second)|};

                bool Order(byte[] body, string? sent) =>
                    {|CBG1008:string.CompareOrdinal(sent, Convert.ToHexString(HMACSHA256.HashData(key, body)))|} != 0;
            }
            """,
            $$"""
            using System.Security.Cryptography;
            using System.Text;

            class Hook
            {
                byte[] key = [1];

                bool Texts(HttpRequest request, byte[] body)
                {
                    var expected = Convert.ToHexString(HMACSHA256.HashData(key, body));
                    if (!CryptographicOperations.FixedTimeEquals({{Sent}}, Encoding.UTF8.GetBytes(expected))) // refused
                        return false;
                    return CryptographicOperations.FixedTimeEquals({{ExpectedInLowerCase}}, {{SentInLowerCase}});
                }

                bool Bytes(byte[] body, byte[] sent) => !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), sent);

                bool Pairs(byte[] body, byte[] sent) =>
                    CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), sent)
                    && !!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), sent);

                bool Order(byte[] body, string? sent) =>
                    !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent ?? ""), {{Mac}});
            }
            """
        );

    [Fact]
    public Task The_fix_imports_what_it_needs() =>
        Fix.VerifyCodeFixAsync(
            """
            class Hook
            {
                bool Check(string signature, string expectedSignature) =>
                    {|CBG1008:signature == expectedSignature|};
            }
            """,
            """
            using System.Security.Cryptography;
            using System.Text;

            class Hook
            {
                bool Check(string signature, string expectedSignature) =>
                    CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(expectedSignature));
            }
            """
        );

    [Fact]
    public Task The_fix_takes_text_for_missing_where_nobody_says_that_it_is_there() =>
        Fix.VerifyCodeFixAsync(
            """
            #nullable disable
            using System.Security.Cryptography;
            using System.Text;

            class Hook
            {
                bool Check(string signature, string expectedSignature) =>
                    {|CBG1008:signature == expectedSignature|};
            }
            """,
            $$"""
            #nullable disable
            using System.Security.Cryptography;
            using System.Text;

            class Hook
            {
                bool Check(string signature, string expectedSignature) =>
                    CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature ?? ""), {{Expected}});
            }
            """
        );

    [Fact]
    public Task An_order_that_decides_more_than_equality_is_left_to_people() =>
        Fix.VerifyNoCodeFixAsync(
            """
            class Hook
            {
                int Check(string signature, string expectedSignature) =>
                    {|CBG1008:string.Compare(signature, expectedSignature)|};
            }
            """
        );
}

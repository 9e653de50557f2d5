using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Keys;

public class CallbackKeysTests
{
    private const string Weak = "sixteen-bytes-ok";

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t\r\n")]
    public void An_empty_key_is_refused_whatever_reason_is_given(string text)
    {
        var problem = Assert.Single(Problems(text, allowWeakKey: "the provider issues no other"));
        Assert.True(problem.IsError);
        Assert.Equal("hashKey[0]", problem.Key);
    }

    [Fact]
    public void A_key_that_is_only_its_prefix_is_refused()
    {
        var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Base64, "whsec_")]);
        Assert.False(CallbackKeys.TryCreate(definition, [new("hashKey", "whsec_")], "reason", out _, out var problems));
        Assert.True(Assert.Single(problems).IsError);
    }

    [Fact]
    public void A_key_of_15_bytes_is_an_error_of_16_a_warning_and_of_32_neither()
    {
        Assert.True(Assert.Single(Problems(new string('k', 15))).IsError);
        Assert.False(Assert.Single(Problems(new string('k', 16))).IsError);
        Assert.False(Assert.Single(Problems(new string('k', 31))).IsError);
        Assert.Empty(Problems(new string('k', 32)));
    }

    [Theory]
    [InlineData("HS256", 31, "32 bytes:")]
    [InlineData("HS256", 32, null)]
    [InlineData("HS384", 32, "the 48 bytes that HS384 asks for (RFC 7518, section 3.2):")]
    [InlineData("HS384", 47, "the 48 bytes that HS384 asks for (RFC 7518, section 3.2):")]
    [InlineData("HS384", 48, null)]
    [InlineData("HS512", 16, "the 64 bytes that HS512 asks for (RFC 7518, section 3.2):")]
    [InlineData("HS512", 48, "the 64 bytes that HS512 asks for (RFC 7518, section 3.2):")]
    [InlineData("HS512", 63, "the 64 bytes that HS512 asks for (RFC 7518, section 3.2):")]
    [InlineData("HS512", 64, null)]
    [InlineData("HS256 HS512 HS384", 63, "the 64 bytes that HS512 asks for (RFC 7518, section 3.2):")]
    public void A_key_of_tokens_is_as_long_as_the_longest_hash_or_there_is_a_warning(string algorithms, int length, string? warning)
    {
        var definition = Given.Definition(
            proofs: new CallbackProof("jwt", "header:X-Token") { Algorithms = algorithms.Split(' '), Keys = ["hashKey"] }
        );

        Assert.True(CallbackKeys.TryCreate(definition, [new("hashKey", new string('k', length))], null, out _, out var problems));

        Assert.Equal(warning is null ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith($"is shorter than {warning}", problem.Message, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.False(problem.IsError));
    }

    [Fact]
    public void A_reason_lifts_that_warning_and_an_unusable_key_stays_an_error()
    {
        var definition = Given.Definition(
            proofs: new CallbackProof("jwt", "header:X-Token") { Algorithms = ["HS512"], Keys = ["hashKey"] }
        );

        Assert.True(
            CallbackKeys.TryCreate(
                definition,
                [new("hashKey", new string('k', 63))],
                "the provider issues no other",
                out _,
                out var problems
            )
        );
        Assert.Empty(problems);
        Assert.False(CallbackKeys.TryCreate(definition, [new("hashKey", new string('k', 15))], null, out _, out problems));
        Assert.StartsWith("is shorter than 16 bytes:", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_hmac_outside_of_tokens_and_another_key_of_the_feed_need_32_bytes()
    {
        var key = new string('k', 32);
        var hmac = Given.Definition(
            proofs: new CallbackProof("hmac", "header:X-Signature") { Algorithms = ["sha512"], Keys = ["hashKey"] }
        );
        var other = Given.Definition(proofs: new CallbackProof("jwt", "header:X-Token") { Algorithms = ["HS512"], Keys = ["tokenKey"] });

        Assert.All(
            [hmac, other],
            definition =>
            {
                Assert.True(CallbackKeys.TryCreate(definition, [new("hashKey", key)], null, out _, out var problems));
                Assert.Empty(problems);
            }
        );
    }

    [Fact]
    public void A_reason_lifts_the_refusal_of_a_weak_key_and_an_empty_reason_does_not()
    {
        Assert.Empty(Problems("short", allowWeakKey: "the provider issues no other"));
        Assert.True(Assert.Single(Problems("short", allowWeakKey: "  ")).IsError);
    }

    [Fact]
    public void Strength_is_counted_in_decoded_bytes()
    {
        var hex = new string('a', 40); // 20 bytes, not 40
        var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Hex)]);
        Assert.True(CallbackKeys.TryCreate(definition, [new("hashKey", hex)], null, out _, out var problems));
        Assert.False(Assert.Single(problems).IsError);
    }

    [Theory]
    [InlineData(CallbackKeyEncoding.Hex, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef")]
    [InlineData(CallbackKeyEncoding.Hex, "zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData(CallbackKeyEncoding.Base64, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZW")]
    [InlineData(CallbackKeyEncoding.Base64, "MDEyMzQ1Njc4OWFiY2RlZj AxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData(CallbackKeyEncoding.Base64, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZW-_")]
    public void A_key_that_is_not_in_its_declared_encoding_is_refused_and_not_quoted(CallbackKeyEncoding encoding, string text)
    {
        var definition = Given.Definition(keys: [new("hashKey", encoding)]);
        var thrown = Assert.Throws<CallbackKeyException>(() => CallbackKeys.Create(definition, "hashKey", text));
        Assert.Contains("hashKey[0]", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_key_without_a_value_is_refused()
    {
        var thrown = Assert.Throws<CallbackKeyException>(() => CallbackKeys.Create(Given.Definition(), []));
        Assert.Contains("is not configured", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_the_feed_does_not_declare_is_refused()
    {
        var thrown = Assert.Throws<CallbackKeyException>(() =>
            CallbackKeys.Create(Given.Definition(), [new("hashKey", Given.KeyText), new("hashkey", Given.KeyText)])
        );
        Assert.Equal("hashkey", Assert.Single(thrown.Problems).Key);
    }

    [Fact]
    public void Every_problem_is_listed_at_once()
    {
        Assert.False(
            CallbackKeys.TryCreate(
                Given.Definition(),
                [new("hashKey", "short"), new("hashKey", ""), new("other", "x")],
                null,
                out var keys,
                out var problems
            )
        );
        Assert.Equal(["other", "hashKey[0]", "hashKey[1]"], problems.Select(problem => problem.Key));
        Assert.Same(CallbackKeys.Empty, keys);

        var thrown = new CallbackKeyException("acme.order", problems);
        Assert.Equal(
            ["The keys of acme.order cannot be used:", .. problems.Select(problem => $"  {problem}")],
            thrown.Message.Split(Environment.NewLine)
        );
    }

    [Fact]
    public void Values_keep_their_order_and_their_number_is_bounded()
    {
        Assert.Equal(["hashKey[0]", "hashKey[1]"], Given.Keys(Given.KeyText, Given.OtherKeyText).Get("hashKey").Select(key => key.Id));
        Assert.Throws<CallbackKeyException>(() => Given.Keys([.. Enumerable.Repeat(Given.KeyText, 17)]));
    }

    [Fact]
    public void White_space_around_a_key_is_pointed_out_but_is_part_of_it()
    {
        Assert.False(Assert.Single(Problems(Given.KeyText + "\n")).IsError);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_key()
    {
        Assert.True(Assert.Single(Problems(Given.KeyText + "\ud800")).IsError);
    }

    [Fact]
    public void Nothing_prints_a_key()
    {
        var keys = Given.Keys();
        Assert.DoesNotContain(Given.KeyText, keys.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Given.KeyText, keys.Get("hashKey")[0].ToString() ?? "", StringComparison.Ordinal);
        Assert.All(Problems(Weak), problem => Assert.DoesNotContain(Weak, problem.ToString(), StringComparison.Ordinal));
    }

    private static IReadOnlyList<CallbackKeyProblem> Problems(string text, string? allowWeakKey = null)
    {
        CallbackKeys.TryCreate(Given.Definition(), [new("hashKey", text)], allowWeakKey, out _, out var problems);
        return problems;
    }
}

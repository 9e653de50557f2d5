using System.Net;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>The receivers that runtime/docs/gateway.md shows for shops in other languages, extracted from the page and run.</summary>
public sealed class ShopTests
{
    private const string Paid = "success";

    private const string Unconfirmed = ShopRequest.UnconfirmedFeed + ".unconfirmed";

    private static readonly Dictionary<string, Func<ShopKind, Task>> Behaviours = new()
    {
        ["books a payment once, however often it comes"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            await ExpectAsync(shop, Signed(shop), HttpStatusCode.OK, booked: 1, kept: 1);
            await ExpectAsync(shop, Signed(shop), HttpStatusCode.OK, booked: 1, kept: 1);
        },
        ["books a payment once when it comes several times at once"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.SendAsync(Signed(shop))));
            await ExpectAsync(shop, Signed(shop), HttpStatusCode.OK, booked: 1, kept: 1);
        },
        ["refuses what was changed after it was signed"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            await ExpectAsync(shop, Signed(shop).Tampered("\"T-1\"", "\"T-2\""), HttpStatusCode.Unauthorized, booked: 0, kept: 0);
            await ExpectAsync(shop, Signed(shop).Tampered("{", "{ "), HttpStatusCode.Unauthorized, booked: 0, kept: 0);
            var other = ShopRequest.Sign(ShopRequest.Example(), "msg_2", TimeSpan.Zero, shop.Secret);
            await ExpectAsync(
                shop,
                other with
                {
                    Headers = [new("webhook-id", "msg_1"), .. other.Headers.Skip(1)],
                },
                HttpStatusCode.Unauthorized,
                booked: 0,
                kept: 0
            );
        },
        ["refuses what was sent more than five minutes ago, or will be"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            foreach (var age in new[] { TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(-6), TimeSpan.FromDays(400) })
                await ExpectAsync(
                    shop,
                    ShopRequest.Sign(ShopRequest.Example(), "msg_1", age, shop.Secret),
                    HttpStatusCode.Unauthorized,
                    booked: 0,
                    kept: 0
                );
            await ExpectAsync(
                shop,
                ShopRequest.Sign(ShopRequest.Example(), "msg_1", TimeSpan.FromMinutes(4), shop.Secret),
                HttpStatusCode.OK,
                booked: 1,
                kept: 1
            );
        },
        ["refuses another secret's signature"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            foreach (var secret in new[] { new byte[32], [], [.. shop.Secret, 0, 1], shop.Secret[..31] })
                await ExpectAsync(shop, ShopRequest.Sign(ShopRequest.Example(), secret), HttpStatusCode.Unauthorized, booked: 0, kept: 0);
        },
        ["refuses what has no signature, or something else in its place"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            var genuine = Signed(shop).Headers[2].Value;
            foreach (
                var signature in new[]
                {
                    null,
                    "",
                    " ",
                    "v1",
                    "v1,",
                    "v1 ,",
                    ",",
                    "v1,!!",
                    "v1a" + genuine[2..],
                    "V1" + genuine[2..],
                    genuine[3..],
                    genuine.Replace(',', ' '),
                }
            )
                await ExpectAsync(shop, Signed(shop).WithSignature(signature), HttpStatusCode.Unauthorized, booked: 0, kept: 0);
            await ExpectAsync(shop, Signed(shop) with { Headers = [] }, HttpStatusCode.Unauthorized, booked: 0, kept: 0);
        },
        ["takes what is signed with the old secret and its own"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            await ExpectAsync(
                shop,
                ShopRequest.Sign(ShopRequest.Example(), new byte[24], shop.Secret),
                HttpStatusCode.OK,
                booked: 1,
                kept: 1
            );
        },
        ["fails of an unconfirmed callback until somebody has written whom to ask"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            await ExpectAsync(shop, Claim(shop), HttpStatusCode.InternalServerError, booked: 0, kept: 0);
        },
        ["books no unconfirmed callback of which the provider says that it is not paid"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind, providerSays: "created");
            await ExpectAsync(shop, Claim(shop), HttpStatusCode.OK, booked: 0, kept: 1);
        },
        ["books no unconfirmed callback of which the provider knows nothing"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind, providerSays: "");
            await ExpectAsync(shop, Claim(shop), HttpStatusCode.OK, booked: 0, kept: 1);
        },
        ["books an unconfirmed callback that the provider confirms, whatever it claims itself"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind, providerSays: Paid);
            await ExpectAsync(shop, Claim(shop, new() { ["status"] = "failed", ["amount"] = "1" }), HttpStatusCode.OK, booked: 1, kept: 1);
        },
        ["asks about no reference where none is signed"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind, providerSays: Paid);
            await ExpectAsync(
                shop,
                Claim(
                    shop,
                    new()
                    {
                        ["reference"] = null,
                        ["status"] = null,
                        ["amount"] = null,
                        ["currency"] = null,
                    }
                ),
                HttpStatusCode.OK,
                booked: 0,
                kept: 1
            );
        },
        ["books no other status"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            foreach (var (status, kept) in new[] { ("pending", 1), ("PAID", 2), ("", 3), (null as string, 4) })
                await ExpectAsync(
                    shop,
                    ShopRequest.Sign(
                        ShopRequest.Example(new Dictionary<string, string?> { ["status"] = status }),
                        $"msg_{kept}",
                        TimeSpan.Zero,
                        shop.Secret
                    ),
                    HttpStatusCode.OK,
                    booked: 0,
                    kept
                );
        },
        ["compares amounts by value"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            await ExpectAsync(shop, Signed(shop, new() { ["amount"] = "10.5" }), HttpStatusCode.OK, booked: 1, kept: 1);
        },
        ["keeps a payment that fits no order for a person, once"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            Dictionary<string, string?>[] others =
            [
                new() { ["amount"] = "10.49" },
                new() { ["amount"] = "1e99" },
                new() { ["amount"] = "ten" },
                new() { ["amount"] = null },
                new() { ["currency"] = "USD" },
                new() { ["currency"] = null },
                new() { ["reference"] = "T-2" },
                new() { ["reference"] = "T-1' OR 1=1 --" },
                new() { ["reference"] = null },
            ];
            foreach (var (index, roles) in others.Index())
            {
                var request = ShopRequest.Sign(ShopRequest.Example(roles), $"msg_{index}", TimeSpan.Zero, shop.Secret);
                await ExpectAsync(shop, request, HttpStatusCode.OK, booked: 0, kept: index + 1);
                await ExpectAsync(shop, request, HttpStatusCode.OK, booked: 0, kept: index + 1);
                Assert.Equal(index + 1, shop.Reviews);
            }
        },
        ["fails of a feed that it does not know"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            foreach (var feed in new[] { "acme.payment", "toString", "" })
                await ExpectAsync(
                    shop,
                    ShopRequest.Sign(ShopRequest.Example(type: feed, feed: feed), shop.Secret),
                    HttpStatusCode.InternalServerError,
                    booked: 0,
                    kept: 0
                );
        },
        ["keeps no id of what it could not book"] = async kind =>
        {
            await using var shop = await Shop.StartAsync(kind);
            shop.Run("ALTER TABLE orders RENAME TO away");
            Assert.Equal((HttpStatusCode.InternalServerError, 0), (await shop.SendAsync(Signed(shop)), shop.Kept));
            shop.Run("ALTER TABLE away RENAME TO orders");
            await ExpectAsync(shop, Signed(shop), HttpStatusCode.OK, booked: 1, kept: 1);
        },
    };

    public static TheoryData<string> Names => [.. Behaviours.Keys];

    [ShopTheory(ShopKind.Php)]
    [MemberData(nameof(Names))]
    public Task A_shop_in_PHP(string behaviour) => Behaviours[behaviour](ShopKind.Named(ShopKind.Php));

    [ShopTheory(ShopKind.PhpWithLibrary)]
    [MemberData(nameof(Names))]
    public Task A_shop_in_PHP_with_its_library(string behaviour) => Behaviours[behaviour](ShopKind.Named(ShopKind.PhpWithLibrary));

    [ShopTheory(ShopKind.Node)]
    [MemberData(nameof(Names))]
    public Task A_shop_in_Node(string behaviour) => Behaviours[behaviour](ShopKind.Named(ShopKind.Node));

    [ShopTheory(ShopKind.Python)]
    [MemberData(nameof(Names))]
    public Task A_shop_in_Python(string behaviour) => Behaviours[behaviour](ShopKind.Named(ShopKind.Python));

    [ShopTheory(ShopKind.PythonWithLibrary)]
    [MemberData(nameof(Names))]
    public Task A_shop_in_Python_with_its_library(string behaviour) => Behaviours[behaviour](ShopKind.Named(ShopKind.PythonWithLibrary));

    /// <summary>An attacker could sign with an empty secret, and guess a short one.</summary>
    [ShopTheory(ShopKind.Php)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_MDEyMzQ1Njc4OWFiY2RlZg==")]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY*")]
    public Task A_shop_in_PHP_without_a_secret_takes_nothing(string secret) => ExpectNothingTakenAsync(ShopKind.Php, secret);

    [ShopTheory(ShopKind.PhpWithLibrary)]
    [InlineData("")]
    public Task A_shop_in_PHP_with_its_library_without_a_secret_takes_nothing(string secret) =>
        ExpectNothingTakenAsync(ShopKind.PhpWithLibrary, secret);

    [ShopTheory(ShopKind.Node)]
    [InlineData("")]
    [InlineData("whsec_")]
    public Task A_shop_in_Node_without_a_secret_does_not_start(string secret) => ExpectNoStartAsync(ShopKind.Node, secret);

    [ShopTheory(ShopKind.Python)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_MDEyMzQ1Njc4OWFiY2RlZg==")]
    public Task A_shop_in_Python_without_a_secret_does_not_start(string secret) => ExpectNoStartAsync(ShopKind.Python, secret);

    private static async Task ExpectNothingTakenAsync(string kind, string secret)
    {
        await using var shop = await Shop.StartAsync(ShopKind.Named(kind), secret: secret);
        foreach (var guess in new[] { [], "0123456789abcdef"u8.ToArray() })
            await ExpectAsync(shop, ShopRequest.Sign(ShopRequest.Example(), guess), HttpStatusCode.InternalServerError, booked: 0, kept: 0);
    }

    private static async Task ExpectNoStartAsync(string kind, string secret) =>
        Assert.Contains(
            "does not start",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => Shop.StartAsync(ShopKind.Named(kind), secret: secret))).Message,
            StringComparison.Ordinal
        );

    private static ShopRequest Signed(Shop shop, Dictionary<string, string?>? roles = null) =>
        ShopRequest.Sign(ShopRequest.Example(roles), shop.Secret);

    /// <summary>An unconfirmed callback with the content of the example.</summary>
    private static ShopRequest Claim(Shop shop, Dictionary<string, string?>? roles = null) =>
        ShopRequest.Sign(ShopRequest.Example(roles ?? new() { ["status"] = Paid }, Unconfirmed, ShopRequest.UnconfirmedFeed), shop.Secret);

    private static async Task ExpectAsync(Shop shop, ShopRequest request, HttpStatusCode status, long booked, long kept)
    {
        var answered = await shop.SendAsync(request);
        Assert.True(
            (status, booked, kept) == (answered, shop.Booked, shop.Kept),
            $"Answered {(int)answered}, booked {shop.Booked}, kept {shop.Kept}; expected {(int)status}, {booked}, {kept}.\n{shop}"
        );
    }
}

namespace CallbackGen.Generator.Tests.Signing;

/// <summary>What unit tests of handlers are called with.</summary>
public sealed class TestCallbackTests
{
    private const string Maker = """
        namespace Shop;

        using CallbackGen;
        using CallbackGen.Testing;

        /// <summary>A handler's test.</summary>
        public static class Maker
        {
            /// <summary>What it is called with.</summary>
            public static CallbackMessage Verified(string id) => TestCallbacks.Verified(new AcmePayment { Id = id });
        }
        """;

    [Fact]
    public void A_payload_stands_on_its_rung_with_the_receipt_that_it_would_have()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "idempotencyKey": ["/id"] """,
            },
            Maker);

        var message = project.Call<CallbackMessage>("Maker", "Verified", "a/b");

        Assert.True(project.Feed.MessageType.IsInstanceOfType(message));
        Assert.Equal(("acme.payment", "acme.payment:a%2Fb"), (message.Receipt.Feed, message.Receipt.IdempotencyKey));
    }
}

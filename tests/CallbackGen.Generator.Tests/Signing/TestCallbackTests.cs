namespace CallbackGen.Generator.Tests.Signing;

/// <summary>The messages with which unit tests call handlers.</summary>
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
            public static CallbackMessage Verified(string id) =>
                TestCallbacks.Verified(new AcmePayment { Id = id });

            /// <summary>The key of one that the provider's API stated.</summary>
            public static string? ConfirmedKey(string id) =>
                TestCallbacks.Confirmed(new AcmePayment { Id = id }).Key;

            /// <summary>A value of an enumeration, written as people write it.</summary>
            public static string Texts()
            {
                var payment = new AcmePayment
                {
                    Id = "1",
                    Status = AcmePaymentStatus.Paid,
                    Code = AcmePaymentCode.Done
                };
                return $"{payment.Status} {payment.Code} {payment.Status == AcmePaymentStatus.Paid} "
                    + $"{AcmePaymentStatus.Failed == payment.Status}";
            }
        }
        """;

    [Fact]
    public void A_payload_stands_on_its_level_with_the_receipt_that_it_would_have()
    {
        using var project = Project();

        var message = project.Call<CallbackMessage>("Maker", "Verified", "a/b");

        Assert.True(project.Feed.MessageType.IsInstanceOfType(message));
        Assert.Equal(("acme.payment", "acme.payment:acme:a%2Fb"), (message.Receipt.Feed, message.Receipt.IdempotencyKey));
        Assert.Equal("acme.payment:acme:a%2Fb", project.Call<string?>("Maker", "ConfirmedKey", "a/b"));
    }

    /// <summary>A value that a test writes has the same text that the provider would have sent.</summary>
    [Fact]
    public void A_listed_value_takes_the_text_that_it_has_on_the_wire()
    {
        using var project = Project();

        Assert.Equal("payment paid 5 True False", project.Call<string>("Maker", "Texts"));
    }

    private static CompiledProject Project() =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "id": { "type": "string" }, "status": { "type": "string", "enum": ["failed", "payment paid"], "names": ["Failed", "Paid"] },
                "code": { "type": "integer", "enum": [3, 5], "names": ["New", "Done"] }
                """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "idempotencyKey": ["/id"] """,
            },
            Maker
        );
}

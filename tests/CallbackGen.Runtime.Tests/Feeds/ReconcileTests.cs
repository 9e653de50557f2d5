using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Feeds;

/// <summary>A missing callback whose event the provider's API reports.</summary>
public sealed class ReconcileTests
{
    private static readonly SignedInvoice Invoice = new(new InvoiceMembers("7", 10, null, null, [], UnknownMembers.None));

    [Fact]
    public async Task Of_a_signed_feed_its_key_is_the_idempotency_key()
    {
        var confirmed = (
            await SignedInvoice.Feed.ReconcileAsync(_ => Task.FromResult<SignedInvoice?>(Invoice), clock: Given.Clock())
        ).GetValueOrThrow();

        Assert.Same(Invoice, confirmed.Payload);
        Assert.Equal(
            ("acme.invoice:acme:7", "acme.invoice:acme:7", Given.Now),
            (confirmed.Key, confirmed.Receipt.IdempotencyKey, confirmed.Receipt.VerifiedAt)
        );
    }

    [Fact]
    public async Task Of_a_feed_that_names_no_members_there_is_none()
    {
        var confirmed = (
            await PostbackInvoice.Feed.ReconcileAsync(_ => Task.FromResult<PostbackInvoice?>(new PostbackInvoice(Invoice.Members)))
        ).GetValueOrThrow();

        Assert.Null(confirmed.Key);
    }

    [Fact]
    public async Task What_the_question_throws_reaches_the_caller() =>
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            SignedInvoice.Feed.ReconcileAsync(_ => Task.FromException<SignedInvoice?>(new HttpRequestException("down")))
        );

    [Fact]
    public async Task There_is_a_question_and_a_statement()
    {
        await Assert.ThrowsAsync<ArgumentNullException>("askProvider", () => SignedInvoice.Feed.ReconcileAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "askProvider",
            () => SignedInvoice.Feed.ReconcileAsync<string>(null!, _ => Invoice)
        );
        await Assert.ThrowsAsync<ArgumentNullException>(
            "state",
            () => SignedInvoice.Feed.ReconcileAsync(_ => Task.FromResult<string?>("7"), (Func<string, SignedInvoice?>)null!)
        );
    }

    [Fact]
    public async Task A_key_set_has_a_name_and_a_configured_key_is_not_looked_up()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            "keySet",
            () => SignedInvoice.Feed.ReconcileAsync(_ => Task.FromResult<SignedInvoice?>(Invoice), keySet: " ")
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "lookedUpBy",
            () => SignedInvoice.Feed.ReconcileAsync(_ => Task.FromResult<SignedInvoice?>(Invoice), lookedUpBy: "N1")
        );
    }
}

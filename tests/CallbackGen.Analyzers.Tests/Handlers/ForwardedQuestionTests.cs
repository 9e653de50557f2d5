using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.ForgedTrustAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1026 one call away: the lambda of a confirmation calls a function that queries no provider or returns the claim.</summary>
public sealed class ForwardedQuestionTests
{
    [Theory]
    [InlineData(
        "{|CBG1026:async (claim, ct) => await AskAsync(claim, ct)|}",
        """
            private static async Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct)
            {
                await Task.Yield();
                return claim with { Status = AcmeNoticeStatus.Success };
            }
            """
    )]
    [InlineData(
        "{|CBG1026:(claim, ct) => AskAsync(claim, ct)|}",
        """
            private static Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct) =>
                Task.FromResult(claim.InvoiceId.Length > 0 ? claim with { Status = AcmeNoticeStatus.Success } : null);
            """
    )]
    [InlineData(
        "{|CBG1026:async (claim, ct) => { var answer = await AskAsync(claim, ct); return answer; }|}",
        """
            private Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct)
            {
                logger.LogInformation("asked");
                return Task.FromResult<AcmeNotice?>(claim);
            }
            """
    )]
    [InlineData(
        "{|CBG1026:AskAsync|}",
        """
            private static Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct) =>
                Task.FromResult<AcmeNotice?>(claim with { Status = AcmeNoticeStatus.Success });
            """
    )]
    [InlineData(
        "{|CBG1026:(claim, ct) => AskAsync(claim, 3, ct)|}",
        """
            private static Task<AcmeNotice?> AskAsync(AcmeNotice claim, int attempts, CancellationToken ct) =>
                Task.FromResult<AcmeNotice?>(attempts > 0 ? claim : null);
            """
    )]
    [InlineData(
        "{|CBG1026:async (claim, ct) => await AskAsync(claim, ct)|}",
        """
            private async Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct)
            {
                try
                {
                    return await api.FindNoticeAsync(claim.InvoiceId, ct);
                }
                catch (HttpRequestException)
                {
                    return claim;
                }
            }
            """
    )]
    [InlineData(
        "{|CBG1026:async (claim, ct) => await AskAsync(claim, api, ct)|}",
        """
            private static async Task<AcmeNotice?> AskAsync(AcmeNotice claim, AcmeApi api, CancellationToken ct) =>
                await api.FindNoticeAsync(claim.InvoiceId, ct) ?? claim;
            """
    )]
    [InlineData(
        "{|CBG1026:async (claim, ct) => await AskAsync(claim, ct)|}",
        """
            private async Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct)
            {
                await api.FindNoticeAsync(claim.InvoiceId, ct);
                return claim;
            }
            """
    )]
    public Task A_function_that_confirms_the_claim_is_reported(string ask, string members) => VerifyAsync(ask, members);

    [Theory]
    [InlineData(
        "async (claim, ct) => await AskAsync(claim, ct)",
        """private Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct) => api.FindNoticeAsync(claim.InvoiceId, ct);"""
    )]
    [InlineData(
        "async (claim, ct) => await AskAsync(claim, api, ct)",
        """
            private static async Task<AcmeNotice?> AskAsync(AcmeNotice claim, AcmeApi api, CancellationToken ct) =>
                await api.FindNoticeAsync(claim.InvoiceId, ct) is { } found
                    ? claim with
                    {
                        InvoiceId = found.InvoiceId,
                        Status = found.Status,
                        Amount = found.Amount,
                        Currency = found.Currency
                    }
                    : null;
            """
    )]
    [InlineData(
        "async (claim, ct) => await AskAsync(claim, ct)",
        """
            private async Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct)
            {
                try
                {
                    return await api.FindNoticeAsync(claim.InvoiceId, ct);
                }
                catch (HttpRequestException)
                {
                    return null;
                }
            }
            """
    )]
    [InlineData(
        "async (claim, ct) => await AskAsync(claim.InvoiceId, ct)",
        """private Task<AcmeNotice?> AskAsync(string invoice, CancellationToken ct) => api.FindNoticeAsync(invoice, ct);"""
    )]
    [InlineData(
        "async (claim, ct) => await AskAsync(claim, ct)",
        """
            private async Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct)
            {
                await Task.Yield();
                throw new NotSupportedException();
            }
            """
    )]
    public Task A_function_that_asks_is_silent(string ask, string members) => VerifyAsync(ask, members);

    private static Task VerifyAsync(string ask, string members) =>
        Verify.VerifyAnalyzerAsync(
            $$"""
            using CallbackGen;
            namespace Shop;

            public class Handler(AcmeApi api, ILogger<Handler> logger) : IAuthenticatedCallbackHandler<AcmeNotice>
            {
                public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
                {
                    var answer = await callback.ConfirmAsync({{ask}}, cancellationToken);
                    logger.LogInformation("{Known}", answer.IsSuccess && api is not null);
                }
                {{members}}
            }
            """
        );
}

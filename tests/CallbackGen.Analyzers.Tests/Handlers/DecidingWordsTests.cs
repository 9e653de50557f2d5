using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The words by which rules recognize the purpose of a call can be configured, and the index of the rules lists them.</summary>
public sealed class DecidingWordsTests
{
    private const string Services = """
        namespace Shop;
        public sealed class Till
        {
            public Task MarkPaidAsync(string id) => Task.CompletedTask;
            public Task MarkClearedAsync(string id) => Task.CompletedTask;
            public Task ToastPaidAsync(string id) => Task.CompletedTask;
        }
        """;

    [Theory]
    [InlineData("", "CBG1006", "MarkPaidAsync", true)]
    [InlineData("", "CBG1006", "MarkClearedAsync", false)]
    [InlineData("callbackgen.additional_paid_words = Cleared", "CBG1006", "MarkPaidAsync", true)]
    [InlineData("callbackgen.additional_paid_words = Honoured, Cleared", "CBG1006", "MarkClearedAsync", true)]
    [InlineData("callbackgen.paid_words = Cleared", "CBG1006", "MarkPaidAsync", false)]
    [InlineData("callbackgen.paid_words = Cleared", "CBG1006", "MarkClearedAsync", true)]
    [InlineData("", "CBG1006", "ToastPaidAsync", true)]
    [InlineData("callbackgen.additional_telling_words = Toast", "CBG1006", "ToastPaidAsync", false)]
    public Task A_word_decides_what_is_reported(string option, string id, string method, bool isReported)
    {
        var call = $"till.{method}(payment.Payload.Id)";
        return new HandlerTest<UncomparedAmountAnalyzer>
        {
            Sources =
            [
                HandlerCases.Program(
                    $"""
                    app.MapCallback<AcmePayment>(
                        "/x",
                        (Verified<AcmePayment> payment, Till till) =>
                            payment.Payload.Status == AcmePaymentStatus.Paid
                                ? {(isReported ? $"{{|{id}:{call}|}}" : call)}
                                : Task.CompletedTask
                    );
                    """
                ),
                Services,
            ],
            Schemas = HandlerFeeds.All,
            Config = option,
        }.RunAsync();
    }

    [Theory]
    [InlineData("callbackgen.additional_recheck_words = Mark")]
    [InlineData("callbackgen.log_words = Till")]
    [InlineData("callbackgen.additional_status_words = Id")]
    public Task A_word_decides_what_looks_at_a_status(string option) =>
        new HandlerTest<UnreadStatusAnalyzer>
        {
            Sources =
            [
                HandlerCases.Program(
                    """
                    app.MapCallback<AcmePayment>(
                        "/x",
                        (Verified<AcmePayment> payment, Till till) => till.MarkPaidAsync(payment.Payload.Id)
                    );
                    """
                ),
                Services,
            ],
            Schemas = HandlerFeeds.All,
            Config = option,
        }.RunAsync();

    [Fact]
    public void The_index_lists_every_word()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, RulePages.Folder, "README.md"));
        Assert.Equal(
            DecidingWords.Defaults.Select(list => ($"`callbackgen.{list.Option}`", string.Join(", ", list.Words))),
            lines
                .Where(line => line.StartsWith("| `callbackgen.", StringComparison.Ordinal))
                .Select(line => line.Split(" | "))
                .Select(cells => (cells[0].TrimStart('|', ' '), cells[^1].TrimEnd('|', ' ')))
        );
    }
}

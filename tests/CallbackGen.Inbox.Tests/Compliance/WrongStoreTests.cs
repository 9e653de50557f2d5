using CallbackGen.Testing;

namespace CallbackGen.Inbox.Tests.Compliance;

/// <summary>The compliance checks detect faulty stores: a check that cannot fail checks nothing.</summary>
public class WrongStoreTests
{
    public static TheoryData<WrongStore> Wrong => [.. WrongStores.All];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_store_fails(WrongStore wrong)
    {
        foreach (var name in wrong.Checks)
        {
            var check = Assert.Single(CallbackStoreCompliance.Checks, check => check.Name == name);
            await using var right = MemoryStoreTests.CreateHarness();

            await Assert.ThrowsAsync<CallbackStoreComplianceException>(() => check.RunAsync(new Harness(right, wrong.Alter)));
        }
    }

    [Fact]
    public void Each_check_is_seen_to_fail() =>
        Assert.Empty(CallbackStoreCompliance.Checks.Select(check => check.Name).Except(WrongStores.All.SelectMany(wrong => wrong.Checks)));

    private sealed class Harness(CallbackStoreHarness right, Func<ICallbackStore, ICallbackStore> alter) : CallbackStoreHarness
    {
        public override TimeProvider Clock => right.Clock;

        public override async Task<ICallbackStore> OpenAsync() => alter(await right.OpenAsync());

        public override Task WaitAsync(TimeSpan time) => right.WaitAsync(time);

        public override CallbackEffect Write(string text) => right.Write(text);

        public override Task<IReadOnlyList<string>> ReadEffectsAsync() => right.ReadEffectsAsync();

        public override ValueTask DisposeAsync() => right.DisposeAsync();
    }
}

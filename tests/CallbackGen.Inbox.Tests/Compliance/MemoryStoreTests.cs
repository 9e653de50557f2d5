using CallbackGen.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests.Compliance;

/// <summary>The in-memory store for tests complies with the store contract.</summary>
public class MemoryStoreTests
{
    public static TheoryData<CallbackStoreCheck> Checks => [.. CallbackStoreCompliance.Checks];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task It_does_what_every_store_does(CallbackStoreCheck check)
    {
        await using var harness = CreateHarness();
        await check.RunAsync(harness);
    }

    [Fact]
    public async Task Two_programs_have_two_memories()
    {
        await using var one = CreateHarness();
        await using var another = CreateHarness();
        await Assert
            .Single(CallbackStoreCompliance.Checks, check => check.Name == "A callback that was accepted before is a duplicate")
            .RunAsync(one);

        Assert.Empty(await (await another.OpenAsync()).CountAsync(default));
    }

    internal static CallbackStoreHarness CreateHarness()
    {
        var services = new ServiceCollection();
        services.AddCallbackInbox(options => options.EffectLimit = TimeSpan.FromSeconds(5)).UseMemory();
        return new SqliteHarness(clock => services.AddSingleton(clock).BuildServiceProvider().GetRequiredService<ICallbackStore>());
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.EndToEnd.Tests;

public sealed class TelemetryTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00","new_member":1}""";

    [Fact]
    public async Task Every_outcome_is_counted_by_feed_and_reason()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));
        using var measured = Measurements.Of(app);

        using var genuine = await app.PostAsync("/order", Order);
        using var forged = await app.PostAsync("/order", Order, TestApp.Sign("forged"));
        using var unreadable = await app.PostAsync("/order", "{");

        Assert.Equal(
            [
                "callbackgen.callbacks.accepted 1 acme.order",
                "callbackgen.unknown_members 1 acme.order",
                "callbackgen.verification.duration acme.order accepted",
                "callbackgen.callbacks.rejected 1 acme.order SignatureMismatch",
                "callbackgen.verification.duration acme.order rejected",
                "callbackgen.callbacks.unreadable 1 acme.order Malformed",
                "callbackgen.verification.duration acme.order unreadable",
            ],
            measured.Lines
        );
    }

    /// <summary>A member that does not match its declaration does not cause a refusal: the log names it, without its value.</summary>
    [Fact]
    public async Task A_member_that_does_not_fit_is_accepted_counted_and_named()
    {
        CallbackReceipt? receipt = null;
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                "/order",
                (Verified<AcmeOrder> order) =>
                {
                    receipt = order.Receipt;
                }
            )
        );
        using var measured = Measurements.Of(app);

        using var genuine = await app.PostAsync("/order", """{"order_id":"A-1","amount":"10.00","payer":["Ali"]}""");
        using var forged = await app.PostAsync("/order", """{"order_id":"A-1","amount":"10.00","payer":["Ali"]}""", TestApp.Sign("forged"));
        await app.StopAsync();

        Assert.Equal((System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.Unauthorized), (genuine.StatusCode, forged.StatusCode));
        Assert.Equal("[\"Ali\"]", receipt!.UnfitMembers["/payer"].GetRawText());
        Assert.Contains("callbackgen.unfit_members 1 acme.order", measured.Lines);
        var line = Assert.Single(app.Logs.Named("CallbackMembersUnfit"));
        Assert.Contains("/payer", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Ali", line.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verification_is_an_activity_that_tells_the_outcome()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var parent = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CallbackTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == parent.TraceId)
                    activities.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));

        using var genuine = await app.PostAsync("/order", Order);
        using var forged = await app.PostAsync("/order", Order, TestApp.Sign("forged"));

        Assert.Collection(
            activities.Select(activity => string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))),
            tags => Assert.Equal("callbackgen.feed=acme.order callbackgen.outcome=accepted callbackgen.key_id=hashKey[0]", tags),
            tags => Assert.Equal("callbackgen.feed=acme.order callbackgen.outcome=rejected callbackgen.reason=SignatureMismatch", tags)
        );
    }
}

using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The names by which a member is recognized as the id of an event.</summary>
public sealed class KeyStatusTests
{
    [Theory]
    [InlineData("event_id", true)]
    [InlineData("eventId", true)]
    [InlineData("EventID", true)]
    [InlineData("eventid", true)]
    [InlineData("webhook-id", true)]
    [InlineData("alert_id", true)]
    [InlineData("notificationUuid", true)]
    [InlineData("paymentEventId", true)]
    [InlineData("x_event_id", true)]
    [InlineData("id", false)] // of the payment, because its status is a sibling
    [InlineData("payment_id", false)]
    [InlineData("prevent_id", false)]
    [InlineData("preventid", false)]
    [InlineData("event_identity", false)]
    [InlineData("message_id", false)] // of a text message that is queued and then delivered
    [InlineData("delivery_id", false)] // of goods
    [InlineData("event", false)]
    public void A_name_says_whether_an_id_is_of_an_event(string name, bool isOfEvent)
    {
        var schema = new FeedText
        {
            Properties = $$"""{ "{{name}}": { "type": "string" }, "status": { "type": "string" } }""",
            Root = $", \"required\": [\"{name}\", \"status\"]",
            Callback = $$""", "roles": { "status": "/status" }, "idempotencyKey": ["/{{name}}"]""",
        };

        Assert.Equal(isOfEvent ? [] : ["CBG0088"], SchemaReader.Read(schema.ToString()).Problems.Select(problem => problem.Rule.Id));
    }

    [Theory]
    [InlineData("type", true)]
    [InlineData("event_type", true)]
    [InlineData("eventType", true)]
    [InlineData("event", true)]
    [InlineData("alert_name", true)]
    [InlineData("topic", true)]
    [InlineData("status", false)]
    [InlineData("state", false)]
    [InlineData("payment_type", false)]
    public void The_top_id_is_of_an_event_where_the_status_is_its_kind(string status, bool isOfEvent)
    {
        var schema = new FeedText
        {
            Properties = $$"""{ "id": { "type": "string" }, "{{status}}": { "type": "string" } }""",
            Root = $", \"required\": [\"id\", \"{status}\"]",
            Callback = $$""", "roles": { "status": "/{{status}}" }, "idempotencyKey": ["/id"]""",
        };

        Assert.Equal(isOfEvent ? [] : ["CBG0088"], SchemaReader.Read(schema.ToString()).Problems.Select(problem => problem.Rule.Id));
    }
}

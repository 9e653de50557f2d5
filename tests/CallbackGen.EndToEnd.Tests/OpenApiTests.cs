using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The OpenAPI document of an application describes its callbacks.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task The_receivers_document_shows_every_member_of_every_feed()
    {
        await using var app = await StartAsync(app =>
            ReceiverApp.Map(app, ReceiverApp.FunctionsOf(ReceiverApp.Feeds, (_, _, _, _) => Task.CompletedTask))
        );
        var document = await DocumentAsync(app);
        var options = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var shown = 0;

        foreach (var feed in ReceiverApp.Feeds)
        {
            foreach (var transport in feed.Definition.Receive)
            {
                var operation = document["paths"]![ReceiverApp.PathOf(feed)]![transport.Method.ToLowerInvariant()]!;
                Assert.True(operation is not null, $"{feed.Name} {transport}");
                var info = options.GetTypeInfo(feed.PayloadType);
                if (info.Kind != JsonTypeInfoKind.Object)
                    continue;
                if (transport.Content == CallbackContent.Query)
                    Assert.Equal(
                        MembersOf(info).Order(),
                        operation["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).Order()
                    );
                else
                    AssertShown(
                        document,
                        operation["requestBody"]!["content"]![MediaTypeOf(transport.Content)]!["schema"]!,
                        info,
                        options,
                        []
                    );
                shown++;
            }
        }

        Assert.True(shown > 30, $"only {shown} payloads were looked at");
    }

    [Fact]
    public async Task An_endpoint_is_described_once_with_its_answers_and_by_its_feed()
    {
        await using var app = await StartAsync(app =>
            app.MapCallback<LeanXBill>("/bill/{shop}", (Verified<LeanXBill> bill) => { }).WithSummary("Bills")
        );

        var path = Assert.Single((await DocumentAsync(app))["paths"]!.AsObject());
        var operation = Assert.Single(path.Value!.AsObject());

        Assert.Equal(("/bill/{shop}", "post"), (path.Key, operation.Key));
        Assert.Equal(["200", "400", "401"], operation.Value!["responses"]!.AsObject().Select(response => response.Key));
        Assert.Equal("shop", (string)Assert.Single(operation.Value["parameters"]!.AsArray())!["name"]!);
        Assert.Equal("Bills", (string)operation.Value["summary"]!);
        Assert.StartsWith("Sent after every successful payment", (string)operation.Value["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_to_be_left_out_is()
    {
        await using var app = await StartAsync(app =>
            app.MapCallback<LeanXBill>("/bill", (Verified<LeanXBill> bill) => { }).ExcludeFromDescription()
        );

        Assert.Empty((await DocumentAsync(app))["paths"]!.AsObject());
    }

    /// <summary>An application whose JSON options include the generated contexts of its feeds.</summary>
    private static Task<TestApp> StartAsync(Action<WebApplication> map) =>
        TestApp.StartAsync(
            app =>
            {
                map(app);
                app.MapOpenApi();
            },
            builder =>
            {
                ReceiverApp.AddServices(builder.Services);
                builder.Services.AddOpenApi();
                builder.Services.ConfigureHttpJsonOptions(options =>
                {
                    foreach (
                        var context in typeof(LeanXBill).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
                    )
                        options.SerializerOptions.TypeInfoResolverChain.Insert(
                            0,
                            (JsonSerializerContext)context.GetProperty("Default")!.GetValue(null)!
                        );
                });
            }
        );

    private static async Task<JsonNode> DocumentAsync(TestApp app) =>
        JsonNode.Parse(await app.Client.GetStringAsync(new Uri(app.Address, "/openapi/v1.json")))!;

    private static void AssertShown(
        JsonNode document,
        JsonNode schema,
        JsonTypeInfo info,
        JsonSerializerOptions options,
        HashSet<Type> above
    )
    {
        if (info.Kind != JsonTypeInfoKind.Object || !above.Add(info.Type))
            return;
        var members = Resolve(document, schema)["properties"]?.AsObject();
        Assert.NotNull(members);
        Assert.Equal(MembersOf(info).Order(), members.Select(member => member.Key).Order());
        foreach (var member in info.Properties.Where(member => !member.IsExtensionData))
            AssertShown(document, members[member.Name]!, options.GetTypeInfo(member.PropertyType), options, above);
        above.Remove(info.Type);
    }

    private static IEnumerable<string> MembersOf(JsonTypeInfo info) =>
        info.Properties.Where(member => !member.IsExtensionData).Select(member => member.Name);

    /// <summary>The referenced schema, also if the value may be null.</summary>
    private static JsonNode Resolve(JsonNode document, JsonNode schema)
    {
        if (schema["$ref"] is { } reference)
            return document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
        return schema["oneOf"]?.AsArray().FirstOrDefault(choice => choice!["$ref"] is not null) is { } choice
            ? Resolve(document, choice)
            : schema;
    }

    private static string MediaTypeOf(CallbackContent content) =>
        content switch
        {
            CallbackContent.Form => "application/x-www-form-urlencoded",
            CallbackContent.Multipart => "multipart/form-data",
            CallbackContent.Xml => "application/xml",
            CallbackContent.Text => "text/plain",
            _ => "application/json",
        };
}

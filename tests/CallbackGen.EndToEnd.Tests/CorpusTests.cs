using System.Text;
using System.Text.Json;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// Hostile input over HTTP. A 5xx makes the provider repeat a callback for days, so every input, correctly signed or not, must be answered
/// with a success or a refusal.
/// </summary>
public sealed class CorpusTests
{
    [CorpusFact("jsontestsuite")]
    public async Task Every_file_of_JSONTestSuite_is_taken_or_refused_and_never_an_error()
    {
        await using var app = await StartAsync();
        var files = Directory.EnumerateFiles(SharedData.Corpus("jsontestsuite")!, "*.json", SearchOption.AllDirectories).ToArray();
        Assert.True(files.Length > 300);

        foreach (var file in files)
        {
            var json = await File.ReadAllBytesAsync(file);
            foreach (var body in new[] { json, Inside(json) })
            {
                await AssertAnsweredAsync(app, "/bulk", body, TestApp.Sign(body), file);
                await AssertAnsweredAsync(app, "/bulk", body, "00", file);
                await AssertAnsweredAsync(app, "/notice", body, "", file);
                await AssertAnsweredAsync(app, "/ping", body, "", file);
                await AssertAnsweredAsync(app, "/plain", body, TestApp.Sign(body), file);
            }
        }

        await AssertNoErrorAsync(app);
    }

    [CorpusFact("jsontestsuite")]
    public async Task A_file_that_is_no_JSON_is_never_taken_for_an_undeclared_member()
    {
        await using var app = await StartAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SharedData.Corpus("jsontestsuite")!, "test_parsing"), "n_*.json"))
        {
            var body = Inside(await File.ReadAllBytesAsync(file));
            using var response = await app.PostAsync("/bulk", body);
            // A few inputs are fragments that are JSON only inside other text: nothing else may be accepted.
            Assert.True((int)response.StatusCode == 400 || IsJson(body), $"{Path.GetFileName(file)}: {response.StatusCode}");
        }
    }

    [CorpusFact("naughty-strings")]
    public async Task Every_naughty_string_arrives_as_it_was_sent_or_is_refused()
    {
        string? seen = null;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeBulk>(
                "/bulk",
                (Verified<AcmeBulk> order) =>
                {
                    seen = order.Payload.OrderId;
                }
            );
            app.MapCallback<AcmeReturn>(
                "/return",
                (Verified<AcmeReturn> order) =>
                {
                    seen = order.Payload.OrderId;
                }
            );
        });
        var strings = JsonSerializer.Deserialize<string[]>(
            await File.ReadAllBytesAsync(Path.Combine(SharedData.Corpus("naughty-strings")!, "blns.base64.json"))
        )!;

        foreach (var text in strings.Select(encoded => Encoding.UTF8.GetString(Convert.FromBase64String(encoded))))
        {
            seen = null;
            using var json = await app.PostAsync("/bulk", JsonSerializer.SerializeToUtf8Bytes(new { order_id = text, amount = "10.00" }));
            Assert.Equal((200, text), ((int)json.StatusCode, seen));

            seen = null;
            using var form = new FormUrlEncodedContent([
                new("order_id", text),
                new("amount", "10.00"),
                new("checksum", TestApp.Sign($"10.00|{text}|")),
            ]);
            using var posted = await app.Client.PostAsync(new Uri(app.Address, "/return"), form);
            // A value that contains the delimiter would make the message ambiguous.
            Assert.Equal(text.Contains('|', StringComparison.Ordinal) ? (401, null) : (200, text), ((int)posted.StatusCode, seen));

            await AssertAnsweredAsync(app, "/bulk", Encoding.UTF8.GetBytes(text), TestApp.Sign(Encoding.UTF8.GetBytes(text)), text);
            using var query = await app.Client.SendAsync(
                new HttpRequestMessage(
                    HttpMethod.Get,
                    new Uri($"{app.Address}return?order_id={Uri.EscapeDataString(text)}&checksum={Uri.EscapeDataString(text)}")
                )
            );
            Assert.InRange((int)query.StatusCode, 200, 499);
        }

        await AssertNoErrorAsync(app);
    }

    [CorpusFact("jwt-attacks")]
    public async Task Every_hostile_token_is_judged_and_never_an_error()
    {
        await using var app = await StartAsync();
        using var corpus = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(SharedData.Corpus("jwt-attacks")!, "jwt-attacks.json"))
        );
        var accepted = 0;
        foreach (var attack in corpus.RootElement.GetProperty("cases").EnumerateArray())
        {
            var id = attack.GetProperty("id").GetString()!;
            app.Configuration.Reload(
                ("Callbacks:Acme:hashKey", Encoding.UTF8.GetString(Convert.FromBase64String(attack.GetProperty("key_b64").GetString()!))),
                ("Callbacks:Acme:AllowWeakKey", "the corpus has short ones")
            );
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    order_id = "A-1",
                    amount = "10.00",
                    token = attack.GetProperty("token").GetString(),
                }
            );
            using var response = await app.PostAsync("/notice", body, "");
            Assert.True((int)response.StatusCode < 500, $"{id}: {response.StatusCode}");
            if (attack.GetProperty("expect").GetString() == "reject_sig")
                Assert.True((int)response.StatusCode is 400 or 401, $"{id}: {response.StatusCode}");
            accepted += response.IsSuccessStatusCode ? 1 : 0;
        }

        Assert.True(accepted > 0);
        Assert.DoesNotContain(app.Logs.Errors, line => line.Event.Name is not ("CallbackKeyReloadRefused" or "CallbackUnreadable"));
    }

    private static Task<TestApp> StartAsync() =>
        TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeBulk>("/bulk", (Verified<AcmeBulk> order) => { });
            app.MapCallback<AcmeNotice>("/notice", (Authenticated<AcmeNotice> notice) => { });
            app.MapCallback<AcmePing>("/ping", (Received<AcmePing> ping) => { });
            app.MapPost("/plain", (Verified<AcmeOrder> order) => "seen");
        });

    private static async Task AssertAnsweredAsync(TestApp app, string path, byte[] body, string signature, string what)
    {
        using var request = app.Request(path, new ByteArrayContent(body), signature);
        using var response = await app.Client.SendAsync(request);
        Assert.True((int)response.StatusCode is >= 200 and < 500, $"{path} {what}: {response.StatusCode}");
    }

    private static async Task AssertNoErrorAsync(TestApp app)
    {
        await app.StopAsync();
        Assert.DoesNotContain(app.Logs.Errors, line => line.Event.Name != "CallbackUnreadable");
    }

    /// <summary>The text as the value of an undeclared member.</summary>
    private static byte[] Inside(byte[] json) => [.. """{"order_id":"A-1","amount":"10.00","extra":"""u8, .. json, .. "}"u8];

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

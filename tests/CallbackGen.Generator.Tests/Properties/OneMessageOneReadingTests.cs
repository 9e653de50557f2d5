using System.Text;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Generator.Schema;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// Two payloads with the same message would have the same signature, so that someone with one of them could send the other. For
/// messages of every shape that the compiler accepts, with or without a warning, no two such payloads differ in the members that it
/// calls signed. The search covers the members, names, declared forms and delimiters of these messages.
/// </summary>
public sealed class OneMessageOneReadingTests(ITestOutputHelper output)
{
    private const int PayloadsPerFeed = 700;

    private static readonly int Candidates = Effort.Of(quick: 600, deep: 6_000);
    private static readonly int Feeds = Effort.Of(quick: 60, deep: 600);

    /// <summary>Texts that could be exchanged with the texts between values.</summary>
    private static readonly string[] Texts =
    [
        "",
        "a",
        "b",
        "ab",
        "12",
        "1",
        "123",
        "1.00",
        "12.34",
        "2",
        "|",
        "&",
        "=",
        "a|",
        "|a",
        "a|b",
        "b=",
        "=a",
        "&b=",
        "a&",
        "\\",
        "\\|",
        "a\\",
        "||",
        ",",
        "1",
        "a,b",
        "]",
        ";",
        ">",
        "\n",
        ":",
        "\"",
        "{}",
        "[]",
        "null",
        "A",
        "%7C",
        "a=b",
        "b=a",
        "1|2",
        "2&1",
        "a&",
        "R&D",
        "&a=b",
        "2014-01-01 10:00:00",
        "é",
        "Ã©",
        "éa",
    ];

    private static readonly string[] UnknownNames = ["zz", "a=b", "a|", "a", "b", "o[x]", "z|a", "A", "a[0]", "", "zz=1"];

    /// <summary>Fields that form a list and an object, and fields that prevent it.</summary>
    private static readonly string[] NestedNames = ["l[0]", "l[1]", "l[]", "l", "l[x]", "m[x]", "m[y]", "m", "m[x][0]"];

    [Fact]
    public void No_two_payloads_have_one_message()
    {
        var (feeds, tried) = Accepted();
        using var project = CompiledProject.Of(TestState.Of([.. feeds]));
        var (verified, messages) = (0, 0);
        foreach (var feed in project.Feeds)
        {
            var twins = Search(project, feed, PayloadsPerFeed, SignedReading.Of, ref verified, ref messages);
            Assert.True(
                twins is null,
                $"{twins}\n{feeds.Find(schema => schema.Contains($"\"{feed.Definition.Feed}\"", StringComparison.Ordinal))}\n{Seeds.Advice}"
            );
        }

        output.WriteLine(
            $"{feeds.Count} of {tried} shapes are taken; of {verified} verified payloads {verified - messages} pairs "
                + $"have one message, and 0 are read otherwise. {Seeds.Advice}"
        );
        Assert.True(feeds.Count == Feeds && messages > 10 * Feeds && verified - messages > 5 * Feeds);
    }

    /// <summary>The search finds differences in members that the compiler calls unsigned; otherwise it would prove nothing.</summary>
    [Theory]
    [InlineData("POST json", """[{ "members": ["a", "b"] }]""")]
    [InlineData("POST form", """["{body:/a}{body:/b}"]""")]
    [InlineData("GET query", """[{ "members": "*", "each": "{name}{value}" }]""")]
    [InlineData("POST multipart", """["{body:/a}{body:/b}"]""")]
    [InlineData(MessageShapes.Recoded, """["{body:/a}{body:/b}"]""")]
    public void Values_without_a_delimiter_are_found(string transport, string message)
    {
        using var project = CompiledProject.Of(MessageShapes.Schema("Open", [transport], message));
        var (verified, messages) = (0, 0);

        Assert.NotNull(Search(project, project.Feed, 20 * PayloadsPerFeed, SignedReading.OfAll, ref verified, ref messages));
    }

    public static TheoryData<string> Mixed => [.. MessageShapes.Mixed.Select(ways => string.Join(" and ", ways))];

    /// <summary>
    /// For a feed with several transports, the search sends requests by all of them, and finds equal messages in two of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Mixed))]
    public void Values_without_a_delimiter_are_found_between_the_ways_of_a_feed(string mix)
    {
        var ways = MessageShapes.Mixed.Single(ways => string.Join(" and ", ways) == mix);
        using var project = CompiledProject.Of(MessageShapes.Schema("Open", ways, """["{body:/a}{body:/b}"]"""));
        var (verified, messages) = (0, 0);

        Assert.NotNull(Search(project, project.Feed, 20 * PayloadsPerFeed, SignedReading.OfAll, ref verified, ref messages));
        Assert.Equal(ways.Length, project.Feed.Definition.Receive.Count);
    }

    /// <summary>Returns two payloads of a feed with the same message and different interpretations, in words; or null.</summary>
    private static string? Search(
        CompiledProject project,
        CallbackFeed feed,
        int payloads,
        Func<CompiledProject, CallbackFeed, CallbackMessage, string> read,
        ref int verified,
        ref int messages
    )
    {
        var random = new Random((int)(Seeds.First % int.MaxValue));
        var keys = CallbackKeys.Create(feed, "secret", FeedSchema.Secret);
        var seen = new Dictionary<string, (string Reading, CallbackRequest Request)>(StringComparer.Ordinal);
        for (var i = 0; i < payloads; i++)
        {
            var request = Payload(random, feed.Definition.Receive[random.Next(feed.Definition.Receive.Count)]);
            var observer = new MessageObserver();
            feed.VerifyMessage(request, keys.ObservedBy(observer), FixedClock.AtNoon);
            if (
                observer.Message is not { } message
                || !feed.VerifyMessage(Signed(request, observer.Mac), keys, FixedClock.AtNoon).TryGetValue(out var verifiedMessage, out _)
            )
                continue;
            verified++;
            var reading = read(project, feed, verifiedMessage);
            if (!seen.TryAdd(message, (reading, request)) && seen[message].Reading != reading)
            {
                return $"""
                    One signature, two readings:
                    {Show(seen[message].Request)}
                    {seen[message].Reading}
                    {Show(request)}
                    {reading}
                    Unsigned: {string.Join(", ", feed.Definition.UnsignedMembers)}{(
                        feed.Definition.UnknownMembersUnsigned ? " and what is not declared" : ""
                    )}
                    """;
            }
        }

        messages += seen.Count;
        return null;
    }

    /// <summary>Returns feeds that the compiler accepts, some of them with warnings.</summary>
    private static (List<string> Feeds, int Tried) Accepted()
    {
        var feeds = new List<string>();
        var tried = 0;
        var shapes =
            from feed in MessageShapes.Feeds
            from declared in MessageShapes.Declarations
            select (feed.Transports, feed.Message, Declared: declared);
        foreach (var (transports, message, declared) in shapes.Sample(Candidates, new Rnd(Seeds.First), 50))
        {
            if (feeds.Count == Feeds)
                break;
            tried++;
            var schema = MessageShapes.Schema($"Shape{feeds.Count}", transports, message, declared);
            if (!SchemaReader.Read(schema).Problems.Any(problem => problem.Rule.DefaultSeverity == DiagnosticSeverity.Error))
                feeds.Add(schema);
        }

        return (feeds, tried);
    }

    /// <summary>Returns the request with the MAC of its message instead of a wrong one.</summary>
    private static CallbackRequest Signed(CallbackRequest request, string mac) =>
        Subject.Copy(
            request,
            headers: CallbackHeaders.From([
                KeyValuePair.Create("X-Signature", mac),
                KeyValuePair.Create("X-T", request.Headers.GetValues("X-T")[0]!),
            ])
        );

    private static string Show(CallbackRequest request) =>
        $"{request.Query} {Encoding.UTF8.GetString(request.Body.Span)} X-T: {string.Concat(request.Headers.GetValues("X-T"))}";

    private static CallbackRequest Payload(Random random, CallbackTransport way)
    {
        var content = way.Content;
        var members = new List<(string Name, string Json)>();
        // Few members more often than many, because payloads with many members are rarely alike.
        var density = random.Next(1, 8);
        foreach (var name in MessageShapes.Names.Where(_ => random.Next(8) < density))
            members.Add(
                (
                    name,
                    name switch
                    {
                        "n" => One("1", "12", "null", "0", "1.0", "1e0", "12.00", "120e-1", "\"12\"", "\"1\""),
                        "t" => One("true", "false", "null"),
                        _ => Text(),
                    }
                )
            );
        if (content == CallbackContent.Json && random.Next(2) == 0)
            members.Add(
                (
                    "o",
                    random.Next(6) == 0
                        ? "null"
                        : $"{{{string.Join(
                            ",",
                            new[] { "x", "y", One(UnknownNames) }
                                .Distinct()
                                .Where(_ => random.Next(2) == 0)
                                .Select(name => $"{JsonSerializer.Serialize(name)}:{Text()}")
                        )}}}"
                )
            );
        if (random.Next(3) == 0 && One(UnknownNames) is var unknown && members.TrueForAll(member => member.Name != unknown))
            members.Add(
                (
                    unknown,
                    content == CallbackContent.Json && random.Next(3) == 0
                        ? One("[]", "{}", "[\"a\"]", "{\"a\":\"b\"}", "1", "[null]")
                        : Text()
                )
            );
        if (content != CallbackContent.Json && random.Next(3) == 0)
            members.AddRange(NestedNames.Where(_ => random.Next(3) == 0).Select(name => (name, Text())));
        if (content != CallbackContent.Json && random.Next(3) == 0 && members.Count > 0)
            members.Add((members[0].Name, Text()));
        if (random.Next(2) == 0)
            members.Reverse();

        KeyValuePair<string, string>[] headers = [KeyValuePair.Create("X-Signature", "00"), KeyValuePair.Create("X-T", One("", "a", "1"))];
        if (content == CallbackContent.Json)
            return CallbackRequest.Post(
                Encoding.UTF8.GetBytes(
                    $"{{{string.Join(",", members.Select(member => $"{JsonSerializer.Serialize(member.Name)}:{member.Json}"))}}}"
                ),
                "application/json",
                headers
            );
        var texts = members.Select(member => (member.Name, Text: JsonSerializer.Deserialize<JsonElement>(member.Json).ToString())).ToList();
        if (content == CallbackContent.Multipart)
        {
            // A name that needs escapes cannot arrive in this form.
            var parts = texts.Select(field => $"--bound\r\nContent-Disposition: form-data; name=\"{field.Name}\"\r\n\r\n{field.Text}\r\n");
            return CallbackRequest.Post(
                Encoding.UTF8.GetBytes($"{string.Concat(parts)}--bound--\r\n"),
                "multipart/form-data; boundary=bound",
                headers
            );
        }

        var fields = string.Join("&", texts.Select(field => $"{Escape(field.Name)}={Escape(field.Text)}"));
        return content == CallbackContent.Form
            ? CallbackRequest.Post(Encoding.UTF8.GetBytes(fields), "application/x-www-form-urlencoded", headers)
            : CallbackRequest.Get(fields, headers);

        // The letters outside ASCII in this search have one byte in windows-1252, the same as in Latin-1.
        string Escape(string text) =>
            way.Charset is null ? Uri.EscapeDataString(text) : string.Concat(Encoding.Latin1.GetBytes(text).Select(unit => $"%{unit:X2}"));

        string One(params string[] all) => all[random.Next(all.Length)];

        string Text() =>
            random.Next(8) == 0 ? "null" : JsonSerializer.Serialize(random.Next(4) == 0 ? One(Texts) + One(Texts) : One(Texts));
    }
}

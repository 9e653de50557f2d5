using System.Text;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Tests.Signing;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// A text that is signed for one feed is not accepted by another feed with the same key, neither as a callback nor as the code of a
/// response, unless the compiler reports it. The search parses the signed texts of each feed as every other feed would.
/// </summary>
public sealed class AcrossFeedsTests(ITestOutputHelper output)
{
    private const int Feeds = 60;
    private const int TextsPerFeed = 120;

    private static readonly string[] Joins = ["|", "|", "|", "|", "."];
    private static readonly string[] Constants = ["", "", "", "", "", "v1:", "v2:", "|"];

    [Fact]
    public void No_callback_is_another_feeds_unless_the_compiler_says_so()
    {
        var found = Search.Of(Forms(new Random((int)(Seeds.First % int.MaxValue))), TextsPerFeed);

        output.WriteLine($"{found}. {Seeds.Advice}");
        Assert.True(found.Surprises.Count == 0, string.Join('\n', found.Surprises.Take(5)));
        Assert.True(found.Pairs >= 3000 && found.Tried >= 20_000 && found.CodesTried >= 1000, found.ToString());
        // Reported confusions do occur. A compiler that reported every pair would pass without a single silent pair.
        Assert.True(
            found.Apart > found.Pairs / 10 && found.Confirmed > found.Reported / 10 && found.CodesConfirmed > 100,
            found.ToString()
        );
    }

    /// <summary>The search finds the confusions that the compiler reports, excused or not; otherwise it would prove nothing.</summary>
    [Theory]
    [InlineData("template", "list")]
    [InlineData("list", "all")]
    [InlineData("body", "template")]
    [InlineData("token", "list")]
    public void A_weak_pair_is_found_though_its_files_give_a_reason(string kind, string other)
    {
        const string Reason = """ "sharedKey": "The provider has one key" """;
        KeyedForm[] forms =
        [
            new("Orders", kind, [KeyedField.Text("order"), KeyedField.Text("status")]) { Join = kind == "list" ? "=" : ".", More = Reason },
            new("Payers", other, [KeyedField.Text("payer"), KeyedField.Text("amount")]) { Join = ".", More = Reason },
        ];

        var found = Search.Of(forms, TextsPerFeed);

        output.WriteLine(found.ToString());
        Assert.Empty(found.Surprises);
        Assert.True(found.Confirmed > 0, found.ToString());
    }

    [Fact]
    public void A_weak_handshake_is_found_too()
    {
        KeyedForm[] forms =
        [
            new("Hook", "body", [KeyedField.Text("id")]) { Code = "" },
            new(
                "Pay",
                "list",
                [KeyedField.Text("id"), new("amount", """{ "type": "string", "format": "decimal" }""", true, ["99999", "1"])]
            )
            {
                Join = ".",
            },
        ];

        var found = Search.Of(forms, TextsPerFeed);

        Assert.Empty(found.Surprises);
        Assert.True(found.CodesConfirmed > 0, found.ToString());
    }

    /// <summary>The digest of a chosen token and the secret is the signature of a callback whose text is a token.</summary>
    [Fact]
    public void A_weak_digest_of_a_handshake_is_found_too()
    {
        KeyedForm[] forms =
        [
            new("Hook", "list", [KeyedField.Text("id"), KeyedField.Text("kind")])
            {
                Join = "|",
                IsDigest = true,
                Code = "",
            },
            new(
                "Pay",
                "list",
                [KeyedField.Text("id"), new("amount", """{ "type": "string", "format": "decimal" }""", true, ["99999", "1"])]
            )
            {
                Join = ".",
                IsDigest = true,
            },
        ];

        var found = Search.Of(forms, TextsPerFeed);

        Assert.Empty(found.Surprises);
        Assert.True(found.CodesConfirmed > 0, found.ToString());
    }

    /// <summary>The feeds of the catalogue with a common key, each with the signed texts of its own tests and of other values.</summary>
    [Fact]
    public void No_callback_of_the_catalogue_is_another_feeds_without_a_reason()
    {
        var feeds = Catalogue.Names.Select(name => (Name: name, Model: SchemaReader.Read(Catalogue.Schema(name)))).ToList();
        var (pairs, tried, confirmed) = (0, 0, 0);
        foreach (var (one, other) in feeds.SelectMany(one => feeds.Select(other => (one, other))).Where(pair => pair.one != pair.other))
        {
            if (one.Model.Feed!.Provider != other.Model.Feed!.Provider || !ShareKey(one.Model.Feed, other.Model.Feed))
                continue;
            pairs++;
            var isExcused = one.Model.KeyPlaces.Schemes.Concat(other.Model.KeyPlaces.Schemes).Any(scheme => scheme.IsExcused);
            foreach (var (request, text, keys) in CatalogueTexts.Of(one.Name))
            {
                foreach (var candidate in CatalogueTexts.Read(other.Model.Feed!, request, text))
                {
                    tried++;
                    var isFound = CatalogueTexts.IsAccepted(Catalogue.Feed(other.Name), candidate, text, keys);
                    Assert.True(
                        !isFound || isExcused,
                        $"{one.Name} is taken for {other.Name}: {Encoding.UTF8.GetString(Convert.FromHexString(text))}"
                    );
                    confirmed += isFound ? 1 : 0;
                }
            }
        }

        output.WriteLine(
            $"{pairs} pairs of feeds share a key; {tried} callbacks were sent to the other feed, {confirmed} taken, "
                + $"for which there is a reason. {Seeds.Advice}"
        );
        Assert.True(pairs >= 36 && tried > 1000, $"{pairs} {tried}");
    }

    private static bool ShareKey(FeedModel one, FeedModel other) =>
        SignedText.Of(one).Any(text => SignedText.Of(other).Any(against => SignedText.ShareKey(text, against)));

    /// <summary>Returns feeds of every form, with the same key.</summary>
    private static List<KeyedForm> Forms(Random random)
    {
        var forms = new List<KeyedForm>();
        while (forms.Count < Feeds)
        {
            var names = new[] { "a", "b", "c", "type", "id" }
                .OrderBy(_ => random.Next())
                .Take(
                    random.Next(5) switch
                    {
                        0 => 1,
                        1 => 3,
                        _ => 2,
                    }
                )
                .ToList();
            var kind = One("list", "list", "list", "list", "template", "template", "template", "all", "body", "token");
            var form = new KeyedForm($"Feed{forms.Count}", kind, [.. names.Select(name => KeyedField.Any(random, name))])
            {
                Lead = One(Constants),
                Tail = One(Constants),
                Join = One(Joins),
                WithNames = kind == "list" && random.Next(6) == 0,
                Omits = kind == "list" && random.Next(4) == 0,
                Code = random.Next(4) == 0 ? One("", "", "crc.", "v1:", "|") : null,
                IsDigest = kind is not "token" && random.Next(5) == 0,
            };
            // A feed whose own response code signs its callbacks is rejected by itself.
            if (!SchemaReader.Read(form.Schema).Feed!.HasErrors)
                forms.Add(form);
        }

        return forms;

        string One(params string[] all) => all[random.Next(all.Length)];
    }
}

using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// The generated code of some feeds of the catalogue, as files, so that a review shows how a change of an emitter changes it. The
/// environment variable CALLBACKGEN_UPDATE=1 writes the files again.
/// </summary>
public sealed partial class BaselineTests
{
    private const string Update = "CALLBACKGEN_UPDATE";

    /// <summary>Gets a verifier for each kind of proof, and one file of payloads.</summary>
    public static TheoryData<string, string> Files =>
        new()
        {
            { "leanx.bill", "LeanXBill.Verifier" }, // a token that is the payload
            { "bayarcash.transaction", "BayarcashTransaction.Verifier" }, // a list of members
            { "cryptocloud.postback", "CryptoCloudPostback.Verifier" }, // a token with unsigned members outside it
            { "stripe.event", "StripeEvent.Verifier" }, // a header of pairs, and a signed time
            { "adyen.notification", "AdyenNotification.Verifier" }, // several items
            { "payu.notification", "PayUNotification.Verifier" }, // alternatives, one of them weak
            { "billplz.redirect", "BillplzRedirect.Verifier" }, // optional members
            { "standardwebhooks.event", "StandardWebhooksEvent.Verifier" }, // a decoded key
            { "leanx.bill", "LeanXBill" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_generated_is_what_was_reviewed(string feed, string file)
    {
        var schema = $"{feed}.callback.json";
        var state = new TestState();
        state.AdditionalFiles.Add(($"/shop/schemas/{schema}", File.ReadAllText(Path.Combine(RepositoryFiles.Root, "schemas", schema))));
        var generated = GeneratedBy().Replace(GeneratorRun.Of(state).Source(file + ".g.cs"), "$1");

        var baseline = Path.Combine(RepositoryFiles.Root, "tests", "CallbackGen.Generator.Tests", "Baselines", file + ".txt");
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(baseline, generated);

        Assert.True(
            File.Exists(baseline) && Same(File.ReadAllText(baseline), generated),
            $"""
            {file}.g.cs is not what Baselines/{file}.txt holds. Look at the difference; if it is wanted, write the file again:
            {Update}=1 dotnet test tests/CallbackGen.Generator.Tests --filter {nameof(BaselineTests)}
            {generated}
            """
        );
    }

    /// <summary>The generator's version, which changes with every commit.</summary>
    [GeneratedRegex("""(GeneratedCode\("CallbackGen.Generator", ")[0-9.]+""")]
    private static partial Regex GeneratedBy();

    // A clone may have other line ends.
    private static bool Same(string baseline, string generated) =>
        string.Equals(baseline.ReplaceLineEndings("\n"), generated.ReplaceLineEndings("\n"), StringComparison.Ordinal);
}

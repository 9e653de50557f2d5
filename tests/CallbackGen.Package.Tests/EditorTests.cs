namespace CallbackGen.Package.Tests;

/// <summary>Diagnostics of a project in an editor, shown by a third-party language server.</summary>
[Collection(SharedConsumers.Name)]
public sealed class EditorTests(Consumers consumers)
{
    private const string Handlers = "Program.cs";

    [EditorFact]
    public async Task A_handler_that_takes_an_unverified_payload_is_marked_at_its_type()
    {
        var editor = await consumers.Editor;

        Assert.Equal(
            [new ShownDiagnostic(Handlers, "CBG1001", "app.MapPost(\"/taken\", (->GlobexInvoice<- invoice) => invoice.Id);")],
            await editor.DiagnosticsOfAsync(Handlers)
        );
    }

    /// <summary>A document's diagnostics are only those of C#; a schema's are among those of the workspace.</summary>
    [EditorFact]
    public async Task A_mistake_of_a_schema_is_marked_in_its_file()
    {
        var editor = await consumers.Editor;

        var shown = await editor.DiagnosticsOfWorkspaceAsync();

        Assert.Contains(new ShownDiagnostic("globex.refund.callback.json", "CBG0003", "->\"algoritm\"<-: \"sha256\","), shown);
        Assert.DoesNotContain(shown, diagnostic => diagnostic.File == "globex.invoice.callback.json");
    }

    [EditorFact]
    public async Task A_generated_member_is_explained_by_the_schemas_description()
    {
        const string Description = "What the customer paid.";
        var editor = await consumers.Editor;

        var hover = await editor.HoverAsync(Handlers, "Amount");
        var proposals = await editor.CompleteBehindAsync(Handlers, "invoice.Payload.");

        Assert.Contains("decimal GlobexInvoice.Amount", hover, StringComparison.Ordinal);
        Assert.Contains(Description, hover, StringComparison.Ordinal);
        Assert.Contains("Id", proposals.Keys);
        Assert.Equal(Description, proposals["Amount"]);
    }
}
